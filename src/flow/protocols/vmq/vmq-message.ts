import { formatFen } from '../../../shared/money.ts';
import { vmqSign } from '../../../shared/vmq-sign.ts';
import { vmqTypeOf } from '../../../shared/vmq-type.ts';
import type { ToldOrder } from '../told-order.ts';

/**
 * What a V免签 shop is told of its paid order, signed; names and values not yet encoded, `key` is the merchant's.
 * All five values are always there: `param` as the shop sent it, empty when it sent none, and both amounts with two
 * decimals: `price` is what the shop asked, `reallyPrice` what the buyer was to pay.
 * Source: docs/reference/listeners.md, section 3 (seen in vmqphp; vector vmq-09).
 */
export function vmqMessage(order: ToldOrder, key: string): Record<string, string> {
  const params = {
    payId: order.outTradeNo,
    param: order.param ?? '',
    // What was paid with, where V免签 has a word for it.
    type: vmqTypeOf(order.placement?.payType) ?? vmqTypeOf(order.requestedType) ?? '',
    price: formatFen(order.moneyFen),
    reallyPrice: formatFen(order.placement?.payableFen ?? order.moneyFen),
  };
  return { ...params, sign: vmqSign('notify', params, key) };
}
