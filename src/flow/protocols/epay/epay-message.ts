import { epaySign, isWhitespaceOnly } from '../../../shared/epay-sign.ts';
import { formatFen } from '../../../shared/money.ts';
import { typeForShop } from '../../orders/index.ts';
import type { ToldOrder } from '../told-order.ts';

/**
 * What a 易支付 shop is told of its paid order, signed; names and values not yet encoded, `key` is the merchant's.
 * `money` is what the shop asked, with two decimals, never what the buyer paid after an offset.
 * A value without content is left out, whitespace-only ones too: shops' programs disagree on whether such a
 * value is signed, and a shop that can't verify the message never delivers.
 * Source: docs/reference/epay-v1.md, sections 5, 6, 8 and 9 (read in public gateway and shop code).
 */
export function epayMessage(order: ToldOrder, key: string): Record<string, string> {
  const params: Record<string, string> = {};
  const put = (name: string, value: string | null | undefined) => {
    if (value && !isWhitespaceOnly(value)) params[name] = value;
  };
  put('pid', String(order.pid));
  put('trade_no', order.tradeNo);
  put('out_trade_no', order.outTradeNo);
  // What was paid with: the buyer, or the shop, may have changed it.
  put('type', typeForShop(order));
  put('name', order.name);
  put('money', formatFen(order.moneyFen));
  put('trade_status', 'TRADE_SUCCESS');
  put('param', order.param);
  return { ...params, sign: epaySign(params, key), sign_type: 'MD5' };
}
