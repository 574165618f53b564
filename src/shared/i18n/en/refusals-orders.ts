import type { refusalsOrders as zh } from '../zh/refusals-orders.ts';

export const refusalsOrders: Record<keyof typeof zh, string> = {
  'refusal.unknown_account': 'There is no such account',
  'refusal.unknown_alert': 'There is no such alert',
  'refusal.unknown_code': 'There is no such code',
  'refusal.unknown_device': 'There is no such device',
  'refusal.no_merchant': 'There is no such merchant',
  'refusal.unknown_receipt': 'There is no such receipt',
  'refusal.unknown_receipt.numbered': 'There is no receipt {id}',
  'refusal.unknown_text': 'There is no such notification',
  'refusal.already_paid': 'The order is paid already.',
  'refusal.order_closed.takesNoMoney': 'The order is closed and takes no money.',
  'refusal.receipt_used': 'The receipt was used for another order.',
  'refusal.other_merchant': 'The receipt belongs to another merchant.',
  'refusal.changed_meanwhile': 'The order or the receipt has just been handled; please reload.',
  'refusal.not_unmatched': 'This receipt has just been handled; please reload.',
  'refusal.not_pending': 'Only a waiting order can be closed',
  'refusal.not_paid.nothingToSend': 'The order is not paid, so there is nothing to send.',
  'refusal.no_address': 'The shop gave no notification address, so there is nowhere to send to',
  'refusal.usage.tradeNos': 'name one or more trade numbers',
};
