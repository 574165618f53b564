import { appendQuery, epaySign, isWhitespaceOnly } from '../../shared/epay-sign.ts';
import { formatFen } from '../../shared/money.ts';
import type { Order } from '../orders/index.ts';

/** What of an order the shop is told. */
export type ToldOrder = Pick<
  Order,
  | 'pid'
  | 'tradeNo'
  | 'outTradeNo'
  | 'requestedType'
  | 'placement'
  | 'name'
  | 'moneyFen'
  | 'param'
  | 'notifyUrl'
  | 'returnUrl'
>;

/**
 * The signed query of a paid order, the same for the notification and the return; `key` is the merchant's.
 * `money` is what the shop asked, with two decimals, never what the buyer paid after an offset.
 * A value without content is left out, whitespace-only ones too: shops' programs disagree on whether such a
 * value is signed, and a shop that can't verify the message never delivers.
 * Source: reference/epay-v1.md, sections 5, 6, 8 and 9 (read in public gateway and shop code).
 */
export function notificationQuery(order: ToldOrder, key: string): string {
  const params: Record<string, string> = {};
  const put = (name: string, value: string | null | undefined) => {
    if (value && !isWhitespaceOnly(value)) params[name] = value;
  };
  put('pid', String(order.pid));
  put('trade_no', order.tradeNo);
  put('out_trade_no', order.outTradeNo);
  put('type', order.requestedType ?? order.placement?.payType);
  put('name', order.name);
  put('money', formatFen(order.moneyFen));
  put('trade_status', 'TRADE_SUCCESS');
  put('param', order.param);
  const sign = epaySign(params, key);
  // A space as %20 is read alike by form decoders and by plain URI decoders; a real plus is %2B already.
  return new URLSearchParams({ ...params, sign, sign_type: 'MD5' }).toString().replaceAll('+', '%20');
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
