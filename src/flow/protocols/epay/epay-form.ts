import { z } from 'zod';
import { parseMoney } from '../../../shared/money.ts';
import { payTypeOfWord } from '../../../shared/pay-type.ts';
import type { ShopParams } from '../../intake/index.ts';
import {
  checkFields,
  checkNotifyAddress,
  fieldLimits,
  optional,
  optionalAddress,
  orderNumber,
  paramText,
  requiredText,
  webAddress,
} from '../../intake/index.ts';
import type { OrderTerms } from '../../orders/index.ts';
import { refuseSplitFields } from './split-fields.ts';

/**
 * The fields of submit.php and mapi.php. Source: docs/reference/epay-v1.md, sections 2 and 3.
 * Unknown fields are let through: they are signed, and nothing else.
 */
const SubmitForm = z.object({
  out_trade_no: orderNumber,
  type: optional(z.string().transform((value) => value.trim())),
  name: requiredText.transform((value) => [...value].slice(0, fieldLimits.name).join('')),
  money: requiredText.transform((value, context) => {
    const fen = parseMoney(value);
    if (fen !== null) return fen;
    context.addIssue({ code: 'custom', message: 'problem.shop.money' });
    return z.NEVER;
  }),
  notify_url: requiredText.pipe(webAddress),
  return_url: optionalAddress,
  param: optional(paramText),
  sitename: optional(z.string().transform((value) => [...value].slice(0, fieldLimits.name).join(''))),
  clientip: optional(z.string().transform((value) => value.slice(0, fieldLimits.number))),
  device: optional(z.string().transform((value) => value.slice(0, 32))),
});

export interface CheckedForm {
  terms: OrderTerms;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
  /** The shop's word for the pay type; null: it named none, or `unknownType`. */
  requestedWord: string | null;
  /** A type that we don't have; null: it named none, or one that we have. */
  unknownType: string | null;
}

/** The rightly signed request of merchant `pid` as an order's terms. Refusal 'bad_input' that names each wrong field. */
export function checkForm(params: ShopParams, pid: number, allowPrivateNotify: boolean): CheckedForm {
  const form = checkFields(SubmitForm, params);
  refuseSplitFields(params);
  checkNotifyAddress('notify_url', form.notify_url, allowPrivateNotify);
  const payType = payTypeOfWord(form.type ?? '') ?? null;
  return {
    terms: {
      protocol: 'epay',
      pid,
      outTradeNo: form.out_trade_no,
      requestedType: payType,
      name: form.name,
      moneyFen: form.money,
      notifyUrl: form.notify_url,
      returnUrl: form.return_url ?? null,
      param: form.param ?? null,
    },
    sitename: form.sitename ?? null,
    clientIp: form.clientip ?? null,
    device: form.device ?? null,
    requestedWord: payType === null ? null : (form.type ?? null),
    unknownType: payType === null ? form.type || null : null,
  };
}
