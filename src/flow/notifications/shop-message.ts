import { appendQuery } from '../../shared/epay-sign.ts';
import type { Protocol } from '../orders/index.ts';
import { epayMessage } from './epay-message.ts';
import type { ToldOrder } from './told-order.ts';
import { vmqMessage } from './vmq-message.ts';

const messages: Record<Protocol, (order: ToldOrder, key: string) => Record<string, string>> = {
  epay: epayMessage,
  vmq: vmqMessage,
};

/**
 * The signed query of a paid order, the same for the notification and the return, in the protocol that the order
 * came by; `key` is the merchant's for that order (keyOfOrder).
 */
export function notificationQuery(order: ToldOrder, key: string): string {
  const message = messages[order.protocol](order, key);
  // A space as %20 is read alike by form decoders and by plain URI decoders; a real plus is %2B already.
  return new URLSearchParams(message).toString().replaceAll('+', '%20');
}

/** The address to call; the query that the shop's address has already stays in front. */
export function notificationUrl(order: ToldOrder, key: string): string {
  return appendQuery(order.notifyUrl, notificationQuery(order, key));
}

/**
 * Where the buyer of a paid order goes; null when the shop gave no address. Shops take it for proof of payment:
 * hand it out for paid orders only.
 */
export function returnUrl(order: ToldOrder, key: string): string | null {
  return order.returnUrl ? appendQuery(order.returnUrl, notificationQuery(order, key)) : null;
}
