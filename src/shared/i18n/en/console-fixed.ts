import type { consoleFixed as zh } from '../zh/console-fixed.ts';

export const consoleFixed: Record<keyof typeof zh, string> = {
  'console.fixed.title': 'Codes with amounts',
  'console.fixed.lead':
    'Codes that were saved with an amount set in the app. Orders of that price take them first: the buyer scans and types nothing.',
  'console.fixed.drafts': 'Check the amounts',
  'console.fixed.draftsLead':
    'They were read from the names of the files. Look at each: a wrong one makes buyers pay a wrong amount.',
  'console.fixed.unread': 'No QR code was read in these, they are left out: {names}',
  'console.fixed.amountOf': 'Amount set in {name} (¥)',
  'console.fixed.skip': 'Leave this one out',
  'console.fixed.save': 'Save',
  'console.fixed.add': 'Add',
  'console.fixed.pictures': 'Choose pictures (several at once)',
  'console.fixed.picturesHint':
    'At most {most} at once, 2 MB each. An amount in the file’s name (9.90.png) is filled in.',
  'console.fixed.read': 'Read the pictures',
  'console.fixed.list': 'Pictures: {count}',
  'console.fixed.none': 'None yet. You can do without: buyers type the amount then.',
  'console.fixed.remove': 'Remove',
  'console.fixed.removeSubmit': 'Remove ¥{amount}',
  'console.fixed.removeWhat':
    'An order that waits for this amount goes on: its buyer scans the ordinary code and types the amount.',
  'console.fixed.howTitle': 'How to',
  'console.fixed.how2':
    'Save some of one price that differ by a fen, like 10.00, 10.01, 10.02: one for each buyer who pays at the same time.',
  'console.fixed.how3': 'Upload the pictures, check the amounts, save. Each serves one order at a time.',
  'console.fixed.prices': 'Prices without one',
  'console.fixed.pricesText': 'Recent orders had these prices:',
  'console.fixed.pricesNone': 'Every recent price has one, or there are no orders yet.',
  'console.fixed.priceCount': 'orders: {count}',
  'console.fixed.tooMany': '{most} at once at most: upload them in parts',
  'console.fixed.link': 'Codes with amounts (nothing to type)',
};
