import type { errors as zh } from '../zh/errors.ts';

export const errors: Record<keyof typeof zh, string> = {
  'error.notFoundTitle': 'Page not found',
  'error.noFile': 'No such file',
  'error.refusedTitle': 'This could not be done',
  'error.faultTitle': 'Something went wrong',
  'error.fault': 'It was not your doing, and it has been logged. Please try again later.',
  'error.faultBuyer':
    'This page can’t be shown just now. If you have paid already, the money is in the seller’s account: please don’t pay again, and contact the shop where you bought.',
  'error.faultId': 'Error id',
  'error.faultIdHint': 'Search the server’s log for this id to find the cause.',
  'error.faultIdBuyerHint': 'You can give this id to the shop.',
  'error.fields': 'Please check:',
  'error.home': 'Back to the start',
  'error.badInput': 'The input is not valid',
  'error.csrfTitle': 'This page has expired',
};
