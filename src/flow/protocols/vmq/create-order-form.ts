import { z } from 'zod';
import type { Fen } from '../../../shared/money.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { payTypeOfVmq } from '../../../shared/vmq-type.ts';
import {
  checkFields,
  checkNotifyAddress,
  optional,
  optionalAddress,
  orderNumber,
  paramText,
  requiredText,
} from '../../intake/index.ts';
import type { MerchantRules } from '../../merchants/index.ts';
import { HAS_TWO_READINGS, parseShopPrice } from './shop-price.ts';

const CreateOrderForm = z.object({
  payId: orderNumber,
  param: optional(paramText),
  type: requiredText.transform((value, context) => {
    const payType = payTypeOfVmq(value);
    if (payType) return payType;
    context.addIssue({ code: 'custom', message: 'problem.shop.vmqType' });
    return z.NEVER;
  }),
  price: requiredText.transform((value, context) => {
    const fen = parseShopPrice(value);
    if (fen !== null) return fen;
    const message = HAS_TWO_READINGS.test(value) ? 'problem.shop.price' : 'problem.shop.money';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }),
  notifyUrl: optionalAddress,
  returnUrl: optionalAddress,
  isHtml: optional(z.string()),
  sign: requiredText,
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
 * Source: docs/reference/listeners.md, section 3.
 */
export function checkCreateOrder(params: VmqParams, allowPrivateNotify: boolean): CheckedOrder {
  const form = checkFields(CreateOrderForm, inOneSpelling(params));
  if (form.notifyUrl) checkNotifyAddress('notifyUrl', form.notifyUrl, allowPrivateNotify);
  return {
    payId: form.payId,
    param: form.param ?? null,
    payType: form.type,
    priceFen: form.price,
    notifyUrl: form.notifyUrl ?? null,
    returnUrl: form.returnUrl ?? null,
    wantsPage: wantsPage(params),
  };
}

/** True: a buyer's browser asks, and whatever is answered, he reads it. */
export function wantsPage({ isHtml }: VmqParams): boolean {
  return isHtml === '1';
}

/** Some shops spell the addresses as 易支付 does; they are not signed. */
function inOneSpelling(params: VmqParams): VmqParams {
  return Object.assign(Object.create(null), params, {
    notifyUrl: params.notifyUrl || params.notify_url,
    returnUrl: params.returnUrl || params.return_url,
  });
}

/**
 * Where the shop is told and its buyers go: as the order says, else as the merchant's settings do, even when those are
 * empty, like V免签 itself. Without a `notifyUrl` nobody is told of the payment; it is seen in the console.
 */
export function addressesOf(
  { notifyUrl, returnUrl }: CheckedOrder,
  rules: Pick<MerchantRules, 'vmqNotifyUrl' | 'vmqReturnUrl'>,
  allowPrivateNotify: boolean,
): { notifyUrl: string; returnUrl: string | null } {
  const notify = notifyUrl ?? rules.vmqNotifyUrl ?? '';
  if (notify !== '') checkNotifyAddress('notifyUrl', notify, allowPrivateNotify);
  return { notifyUrl: notify, returnUrl: returnUrl ?? rules.vmqReturnUrl };
}
