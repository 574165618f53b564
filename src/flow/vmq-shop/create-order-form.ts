import { z } from 'zod';
import { Refusal } from '../../shared/errors.ts';
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
import type { MerchantRules } from '../merchants/index.ts';

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
  notifyUrl: optional(webAddress('notifyUrl')),
  returnUrl: optional(webAddress('returnUrl')),
  isHtml: optional(z.string()),
  sign: requiredText('sign'),
});

export interface CheckedOrder {
  payId: string;
  /** Null: not sent, or empty, which V免签 signs alike. */
  param: string | null;
  payType: PayType;
  priceFen: Fen;
  /** Null: not sent; the merchant may have a default. */
  notifyUrl: string | null;
  returnUrl: string | null;
  /** True: a buyer's browser asks, to be shown the page. */
  wantsPage: boolean;
}

/**
 * The fields of /createOrder, before its signature was looked at. Refusal 'bad_input' that names each wrong field.
 * Source: reference/listeners.md, section 3.
 */
export function checkCreateOrder(params: VmqParams, allowPrivateNotify: boolean): CheckedOrder {
  const form = checkFields(CreateOrderForm, params);
  if (form.notifyUrl) checkNotifyAddress('notifyUrl', form.notifyUrl, allowPrivateNotify);
  return {
    payId: form.payId,
    param: form.param ?? null,
    payType: form.type,
    priceFen: form.price,
    notifyUrl: form.notifyUrl ?? null,
    returnUrl: form.returnUrl ?? null,
    wantsPage: form.isHtml === '1',
  };
}

/**
 * Where the shop is told and its buyers go: as the order says, else as the merchant's settings do, like V免签 itself.
 * Refusal 'bad_input' that names what neither has.
 */
export function addressesOf(
  { notifyUrl, returnUrl }: CheckedOrder,
  rules: Pick<MerchantRules, 'vmqNotifyUrl' | 'vmqReturnUrl'>,
  allowPrivateNotify: boolean,
): { notifyUrl: string; returnUrl: string } {
  const found = { notifyUrl: notifyUrl ?? rules.vmqNotifyUrl, returnUrl: returnUrl ?? rules.vmqReturnUrl };
  const fields = Object.entries(found)
    .filter(([, address]) => address === null)
    .map(([field]) => ({
      field,
      message: `${missing(field)}：请由商城随订单发送，或在后台“商户”页的 V免签 里填默认地址`,
    }));
  const { notifyUrl: notify, returnUrl: back } = found;
  if (notify === null || back === null) {
    throw new Refusal('bad_input', fields.map(({ message }) => message).join('；'), { fields });
  }
  checkNotifyAddress('notifyUrl', notify, allowPrivateNotify);
  return { notifyUrl: notify, returnUrl: back };
}
