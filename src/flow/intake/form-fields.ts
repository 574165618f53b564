import { z } from 'zod';
import { Refusal } from '../../shared/errors.ts';
import { refuseNobodys, refuseObviouslyPrivate } from '../../shared/outbound.ts';
import { say } from '../../shared/saying.ts';
import { wrongPort } from '../../shared/shop-address.ts';

/** What the fields of a shop's order have in common, in whichever protocol it comes. Messages name the field. */

/** The longest texts that are taken; characters. */
export const fieldLimits = { number: 64, name: 255, address: 1_000, param: 2_000 } as const;

/** Source: docs/reference/epay-v1.md, section 2 (E25). */
export const OUT_TRADE_NO = /^[A-Za-z0-9._|-]+$/;

export const missing = (field: string) => `缺少参数 ${field}`;

/** Not sent and sent empty are the same. */
export const requiredText = (field: string, whenMissing = missing(field)) =>
  z.string(whenMissing).min(1, whenMissing);

/** The shop's own number of the order. */
export const orderNumber = (field: string) =>
  requiredText(field)
    .max(fieldLimits.number, `${field} 太长，最多 ${fieldLimits.number} 个字符`)
    .regex(OUT_TRADE_NO, `${field} 只能有字母、数字和 . _ - |`);

/** Without the blanks that people paste around addresses; otherwise as it came. */
export const webAddress = (field: string) =>
  z
    .string(missing(field))
    .trim()
    .max(fieldLimits.address, `${field} 太长，最多 ${fieldLimits.address} 个字符`)
    .superRefine((value, context) => {
      const port = wrongPort(value);
      const isComplete = /^https?:\/\//i.test(value) && URL.canParse(value);
      if (port === null && isComplete) return;
      const message =
        port === null
          ? `${field} 要写完整的网址，以 http:// 或 https:// 开头`
          : `${field} 的端口 ${port} 不对，端口是 1 到 65535 之间的数字，一般不用写`;
      context.addIssue({ code: 'custom', message });
    });

/** An address that may be left out; blanks alone are none. */
export const optionalAddress = (field: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    webAddress(field).optional(),
  );

/** What the shop wants back with the notification, untouched. */
export const paramText = (field: string) =>
  z.string().max(fieldLimits.param, `${field} 太长，最多 ${fieldLimits.param} 个字符`);

/** Empty is the same as not sent, as in the signature. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** The named fields of what was sent; other names are let through unread. Refusal 'bad_input' that names each wrong field. */
export function checkFields<S extends z.ZodObject>(
  schema: S,
  params: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const cut = Object.keys(schema.shape).find((name) => params[name]?.includes('\0'));
  if (cut) throw badInput([{ path: [cut], message: `${cut} 不能含有空字符（NUL）` }]); // databases end a text there
  const checked = schema.safeParse(params);
  if (!checked.success) throw badInput(checked.error.issues);
  return checked.data;
}

/** Refusal 'bad_input' for an address that would never be called. */
export function checkNotifyAddress(field: string, address: string, allowPrivateNotify: boolean): void {
  const refuse = allowPrivateNotify ? refuseNobodys : refuseObviouslyPrivate;
  const reason = refuse(address);
  if (reason !== null) throw badInput([{ path: [field], message: `${field} ${say('shop', reason)}` }]);
}

/** The first that is wrong with each field. */
function badInput(issues: { path: PropertyKey[]; message: string }[]): Refusal {
  const messages = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = String(path[0]);
    if (!messages.has(field)) messages.set(field, message);
  }
  const fields = [...messages].map(([field, message]) => ({ field, message }));
  return new Refusal('bad_input', [...messages.values()].join('；'), { fields });
}
