import { z } from 'zod';
import { Refusal } from '../../shared/errors.ts';
import { parseMoney } from '../../shared/money.ts';
import { refuseMalformed, refuseObviouslyPrivate } from '../../shared/outbound.ts';
import { isPayType } from '../../shared/pay-type.ts';
import type { OrderTerms } from '../orders/index.ts';
import type { EpayParams } from './epay-params.ts';

const NAME_CHARS = 255;
const ADDRESS_CHARS = 1_000;
const PARAM_CHARS = 2_000;
const SHORT_CHARS = 64;

/** Source: reference/epay-v1.md, section 2 (E25). */
export const OUT_TRADE_NO = /^[A-Za-z0-9._|-]+$/;

const missing = (field: string) => `缺少参数 ${field}`;
const text = (field: string) => z.string(missing(field)).min(1, missing(field));

const webAddress = (field: string) =>
  z
    .string(missing(field))
    .max(ADDRESS_CHARS, `${field} 太长，最多 ${ADDRESS_CHARS} 个字符`)
    .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), {
      error: `${field} 要写完整的网址，以 http:// 或 https:// 开头`,
    });

/** Empty is the same as not sent, as in the signature. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/**
 * The fields of submit.php and mapi.php. Source: reference/epay-v1.md, sections 2 and 3.
 * Unknown fields are let through: they are signed, and nothing else.
 */
const SubmitForm = z.object({
  out_trade_no: text('out_trade_no')
    .max(SHORT_CHARS, `out_trade_no 太长，最多 ${SHORT_CHARS} 个字符`)
    .regex(OUT_TRADE_NO, 'out_trade_no 只能有字母、数字和 . _ - |'),
  type: optional(z.string().refine(isPayType, { error: 'type 只能是 wxpay、alipay 或 unionpay' })),
  name: text('name').transform((value) => [...value].slice(0, NAME_CHARS).join('')),
  money: text('money').transform((value, context) => {
    const fen = parseMoney(value);
    if (fen !== null) return fen;
    context.addIssue({ code: 'custom', message: 'money 要是大于 0、最多两位小数的金额，如 1.00' });
    return z.NEVER;
  }),
  notify_url: text('notify_url').pipe(webAddress('notify_url')),
  return_url: optional(webAddress('return_url')),
  param: optional(z.string().max(PARAM_CHARS, `param 太长，最多 ${PARAM_CHARS} 个字符`)),
  sitename: optional(z.string().transform((value) => [...value].slice(0, NAME_CHARS).join(''))),
  clientip: optional(z.string().transform((value) => value.slice(0, SHORT_CHARS))),
  device: optional(z.string().transform((value) => value.slice(0, 32))),
});

export interface CheckedForm {
  terms: OrderTerms;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
}

/** The rightly signed request of merchant `pid` as an order's terms. Refusal 'bad_input' that names each wrong field. */
export function checkForm(params: EpayParams, pid: number, allowPrivateNotify: boolean): CheckedForm {
  const cut = Object.keys(SubmitForm.shape).find((name) => params[name]?.includes('\0'));
  if (cut) throw badInput([{ path: [cut], message: `${cut} 不能含有空字符（NUL）` }]); // databases end a text there
  const checked = SubmitForm.safeParse(params);
  if (!checked.success) throw badInput(checked.error.issues);
  const form = checked.data;
  const refuse = allowPrivateNotify ? refuseMalformed : refuseObviouslyPrivate;
  const reason = refuse(form.notify_url);
  if (reason !== null) throw badInput([{ path: ['notify_url'], message: `notify_url ${reason}` }]);
  return {
    terms: {
      pid,
      outTradeNo: form.out_trade_no,
      requestedType: form.type ?? null,
      name: form.name,
      moneyFen: form.money,
      notifyUrl: form.notify_url,
      returnUrl: form.return_url ?? null,
      param: form.param ?? null,
    },
    sitename: form.sitename ?? null,
    clientIp: form.clientip ?? null,
    device: form.device ?? null,
  };
}

function badInput(issues: { path: PropertyKey[]; message: string }[]): Refusal {
  const fields = issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message }));
  return new Refusal('bad_input', fields.map(({ message }) => message).join('；'), { fields });
}
