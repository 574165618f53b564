import { type PayType, parseMoney, tools } from '#plugin-api';

/** How both back ends write times, by China's clock. */
export const TIME = 'YYYY-MM-DD HH:mm:ss';

/** `pay_type` of the one, `payType` of the other (A). */
const PAY_TYPES: Readonly<Record<string, PayType>> = { 1: 'wxpay', 2: 'alipay' };

export type Row = Readonly<Record<string, unknown>>;

/** '' for what is neither text nor a number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export function payTypeOf(value: unknown): PayType | undefined {
  return PAY_TYPES[textOf(value)];
}

/** Fen of yuan, exactly; null for more than two decimals and for what is no amount above zero. */
export function fenOf(value: unknown): number | null {
  return parseMoney(textOf(value)) || null;
}

/** UTC ms. Beside the usual form, seconds (ten digits) and milliseconds (thirteen) have been seen. */
export function timeOf(value: unknown): number | null {
  const text = textOf(value);
  if (/^\d{10}$/.test(text)) return tools.parseTime(text, 's');
  if (/^\d{13}$/.test(text)) return tools.parseTime(text, 'ms');
  return tools.parseTime(text, TIME);
}
