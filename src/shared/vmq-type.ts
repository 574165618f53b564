import type { PayType } from './pay-type.ts';

/** V免签's pay types: 1 is WeChat, 2 is Alipay, others there are none. Source: docs/reference/listeners.md, section 3 (seen). */
const PAY_TYPES = new Map<string, PayType>([
  ['1', 'wxpay'],
  ['2', 'alipay'],
]);

/** The pay type of a `type` as it was sent; undefined for anything but 1 and 2. */
export function payTypeOfVmq(type: string): PayType | undefined {
  return PAY_TYPES.get(type);
}

/** The number that V免签 has for a pay type; undefined for those that it doesn't know. */
export function vmqTypeOf(payType: PayType | null | undefined): string | undefined {
  for (const [type, known] of PAY_TYPES) if (known === payType) return type;
  return undefined;
}
