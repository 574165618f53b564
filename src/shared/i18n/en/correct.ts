import type { correct as zh } from '../zh/correct.ts';

/** The page that corrects a recorded platform. */
export const correct: Record<keyof typeof zh, string> = {
  'recorder.correct.link': 'Correct what was found',
  'recorder.correct.title': 'Correct',
  'recorder.correct.heading': 'Correct {name}',
  'recorder.correct.lead':
    'What was saved of the recording: correct whatever is wrong, without recording again. Then try it with an account, and save.',
  'recorder.correct.isUntried':
    'The last correction was not tried: the payments that it reads wait for a person, and settle no order. Add an account, try here, and save.',
  'recorder.correct.group.payment': 'How a payment is read',
  'recorder.correct.groupLead.payment':
    'Each is the name of a field of the list; deeper ones are joined by dots, like data.amount. Several fields that make one: date + time.',
  'recorder.correct.group.list': 'The window that is asked for',
  'recorder.correct.groupLead.list': 'Of use only where the list is asked for a stretch of time.',
  'recorder.correct.group.paging': 'Paging',
  'recorder.correct.groupLead.paging': 'How to go on where the list has more than one page.',
  'recorder.correct.group.names': 'Names in the account’s form',
  'recorder.correct.groupLead.names':
    'What is read where an account is added; another name changes no password or token that is kept.',
  'recorder.correct.nameOf': 'Name of {key}',
  'recorder.correct.rows': 'Where the rows are',
  'recorder.correct.hint.rows':
    'The list in the answer, like data.list[*]; of a page, the selector of its table',
  'recorder.correct.number': 'Number',
  'recorder.correct.hint.number': 'Another for each payment, and the same when it is asked for again',
  'recorder.correct.number_with': 'Between the parts of the number',
  'recorder.correct.amount': 'Amount',
  'recorder.correct.amount_unit': 'Unit of the amount',
  'recorder.correct.unit.yuan': 'yuan',
  'recorder.correct.unit.fen': 'fen',
  'recorder.correct.amount_strip': 'Taken out of the amount',
  'recorder.correct.hint.amount_strip': 'Like ¥,',
  'recorder.correct.time': 'Time of payment',
  'recorder.correct.time_with': 'Between the parts of the time',
  'recorder.correct.time_form': 'How the time is written',
  'recorder.correct.time_zone': 'Zone of the time',
  'recorder.correct.hint.time_zone': 'Empty: the zone below; China’s is +08:00',
  'recorder.correct.pay_type': 'Pay type',
  'recorder.correct.hint.pay_type': 'Empty: all rows are of the one below',
  'recorder.correct.pay_type_map': 'What its values mean',
  'recorder.correct.hint.pay_type_map': 'One a line, like 1 = wxpay; on the right wxpay, alipay or unionpay',
  'recorder.correct.pay_type_only': 'Where there is no such field, all are',
  'recorder.correct.terminal': 'Terminal',
  'recorder.correct.hint.terminal': 'Empty: the list does not tell codes apart',
  'recorder.correct.reference': 'Remark',
  'recorder.correct.reference_prefix': 'Taken off the remark',
  'recorder.correct.only': 'Only these rows',
  'recorder.correct.hint.only': 'One condition a line, like status = 2 | 3; a payment meets all of them',
  'recorder.correct.zone': 'Zone',
  'recorder.correct.overlap_s': 'Asked further back (seconds)',
  'recorder.correct.max_s': 'Longest stretch (seconds)',
  'recorder.correct.ahead_s': 'Asked further on (seconds)',
  'recorder.correct.pages_by': 'How it goes on',
  'recorder.correct.by.page': 'by the number of the page',
  'recorder.correct.by.offset': 'by the number of the row',
  'recorder.correct.by.cursor': 'by a mark of the page before',
  'recorder.correct.by.none': 'it has one page',
  'recorder.correct.pages_first': 'Value of the first page',
  'recorder.correct.pages_size': 'Rows a page',
  'recorder.correct.pages_max': 'Pages at most',
  'recorder.correct.pages_until': 'How it ends',
  'recorder.correct.hint.pages_until':
    'short: a page that isn’t full; empty: an empty one; or the field of the total',
  'recorder.correct.pages_next': 'Where the next mark stands',
  'recorder.correct.try': 'Try',
  'recorder.correct.tryLead':
    'The payments of the last day are asked for with this account’s login, shown, and settle nothing. Save once they are right.',
  'recorder.correct.noAccount':
    'This platform has no account yet, so it can’t be tried. It is saved as untried: the payments that it reads wait for a person, and settle no order.',
  'recorder.correct.account': 'Account to try with',
  'recorder.correct.good': 'Read',
  'recorder.correct.bad': 'Not read',
  'recorder.correct.read':
    '{count} payments were read. Compare them with the platform’s own pages before you save.',
  'recorder.correct.readNothing':
    'It was asked, but there was no payment in the last day ({count}). Pay 0.01 and try again.',
  'recorder.correct.save': 'Try and save',
  'recorder.correct.saveUntried': 'Save untried',
  'recorder.correct.ownOnly':
    'Accounts have recorded payments. This would take them for other ones, so it can’t be changed in its place; save it as a platform of its own, and add an account.',
  'recorder.unfit.correctUntried': 'Try it with an account first, and save once it has read payments',
  'recorder.unfit.correctIdentity':
    'Number, amount or terminal are others than before, and payments are recorded: tick to save it as its own, or change them back',
  'recorder.done.corrected': 'The correction is saved.',
  'recorder.done.untried': 'Saved untried: its payments wait for a person.',
};
