import { z } from 'zod';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { parseVmqPrice } from '../../shared/vmq-price.ts';
import type { VmqParams } from '../../shared/vmq-sign.ts';
import { payTypeOfVmq } from '../../shared/vmq-type.ts';
import {
  checkFields,
  checkNotifyAddress,
  missing,
  optional,
  orderNumber,
  paramText,
  requiredText,
  webAddress,
} from '../epay/index.ts';

/** V免签 itself falls back to addresses in its settings; we have none, so the shop must send its own. */
const address = (field: string) =>
  requiredText(field, `${missing(field)}：本系统没有默认地址，请由商城随订单发送`).pipe(webAddress(field));

const CreateOrderForm = z.object({
  payId: orderNumber('payId'),
  param: optional(paramText('param')),
  type: requiredText('type').transform((value, context) => {
    const payType = payTypeOfVmq(value);
    if (payType) return payType;
    context.addIssue({ code: 'custom', message: 'type 只能是 1（微信）或 2（支付宝）' });
    return z.NEVER;
  }),
  price: requiredText('price').transform((value, context) => {
    const fen = parseVmqPrice(value);
    if (fen !== null) return fen;
    context.addIssue({ code: 'custom', message: 'price 要是大于 0、最多两位小数的金额，如 1.00' });
    return z.NEVER;
  }),
  notifyUrl: address('notifyUrl'),
  returnUrl: address('returnUrl'),
  isHtml: optional(z.string()),
  sign: requiredText('sign'),
});

export interface CheckedOrder {
  payId: string;
  /** Null: not sent, or empty, which V免签 signs alike. */
  param: string | null;
  payType: PayType;
  priceFen: Fen;
  notifyUrl: string;
  returnUrl: string;
  /** True: a buyer's browser asks, to be shown the page. */
  wantsPage: boolean;
}

/**
 * The fields of /createOrder, before its signature was looked at. Refusal 'bad_input' that names each wrong field.
 * Source: reference/listeners.md, section 3.
 */
export function checkCreateOrder(params: VmqParams, allowPrivateNotify: boolean): CheckedOrder {
  const form = checkFields(CreateOrderForm, params);
  checkNotifyAddress('notifyUrl', form.notifyUrl, allowPrivateNotify);
  return {
    payId: form.payId,
    param: form.param ?? null,
    payType: form.type,
    priceFen: form.price,
    notifyUrl: form.notifyUrl,
    returnUrl: form.returnUrl,
    wantsPage: form.isHtml === '1',
  };
}
