import type { buyer as zh } from '../zh/buyer.ts';

export const buyer: Record<keyof typeof zh, string> = {
  'buyer.shopTitle': 'The payment page can’t be opened',
  'buyer.shop':
    'Something is wrong with the request that the shop sent; you have not paid. Go back to the shop and tell the seller.',
  'buyer.busyTitle': 'Many people are paying just now',
  'buyer.busy':
    'All places for this amount are taken; you have not paid. Reload this page in a few minutes, or go back to the shop and pay again.',
  'buyer.tooManyOpenTitle': 'You have unpaid orders',
  'buyer.tooManyOpen':
    'Several orders of this price from your network wait for their payment; you have not paid this one. Pay or cancel one of them and reload this page in a few minutes, or use another network.',
  'buyer.tooManyChanges': 'The way of paying was changed too often. Please try again in a few minutes.',
  'buyer.orderClosedTitle': 'The shop has closed this order',
  'buyer.orderClosed':
    'Please don’t pay. Go back to the shop and order again; if you have paid already, contact the seller.',
  'buyer.noCodeTitle': 'This way of paying is not available',
  'buyer.noCode':
    'You have not paid. Go back to the shop and choose another way of paying, or contact the seller.',
  'buyer.otherTermsTitle': 'The order has changed',
  'buyer.otherTerms':
    'This order number was used before, with other contents. Go back to the shop and order again; if you have paid already, don’t pay again, and contact the seller.',
  'buyer.unknownOrderTitle': 'There is no such order',
  'buyer.unknownOrder':
    'The address may be incomplete. Go back to the shop and open the payment page from your order; if you have paid already, don’t pay again, and contact the seller.',
  'buyer.notFound': 'The address may be incomplete. Go back to the shop and open the payment page again.',
  'buyer.tooManyTitle': 'Too many requests',
  'buyer.tooMany': 'Wait a minute, then reload this page. If you have paid already, don’t pay again.',
  'buyer.forShop': 'For the shop’s owner',
};
