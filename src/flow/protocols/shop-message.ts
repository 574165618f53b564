import { appendQuery } from '../../shared/epay-sign.ts';
import { keyOfOrder, type Merchant } from '../merchants/index.ts';
import { protocolOf } from './protocols.ts';
import type { ToldOrder } from './told-order.ts';

/**
 * The signed query of a paid order, the same for the notification and the return, in the protocol that the order
 * came by; `key` is the merchant's for that order (keyOfOrder).
 */
export function notificationQuery(order: ToldOrder, key: string): string {
  const message = protocolOf(order).message(order, key);
  // A space as %20 is read alike by form decoders and by plain URI decoders; a real plus is %2B already.
  return new URLSearchParams(message).toString().replaceAll('+', '%20');
}

/** The address to call; the query that the shop's address has already stays in front. */
export function notificationUrl(order: ToldOrder, key: string): string {
  return appendQuery(order.notifyUrl, notificationQuery(order, key));
}

/** How a shop is told: what is called, and what is posted there. */
export interface ShopRequest {
  host: string;
  href: string;
  /** Null: all is in the address, and it is got. */
  form: string | null;
}

/** The call that tells the shop of its paid order, in the way its merchant chose; null when its address is none. */
export function notificationRequest(
  order: ToldOrder,
  merchant: Pick<Merchant, 'key' | 'vmqKey' | 'rules'>,
): ShopRequest | null {
  const key = keyOfOrder(merchant, order);
  const isPosted = merchant.rules.notifyBy === 'post';
  const address = isPosted ? order.notifyUrl : notificationUrl(order, key);
  if (!URL.canParse(address)) return null;
  const { host, href } = new URL(address);
  return { host, href, form: isPosted ? notificationQuery(order, key) : null };
}

/**
 * Where the buyer of a paid order goes; null when the shop gave no address. Shops take it for proof of payment:
 * hand it out for paid orders only.
 */
export function returnUrl(order: ToldOrder, key: string): string | null {
  return order.returnUrl ? appendQuery(order.returnUrl, notificationQuery(order, key)) : null;
}
