/** The ways of paying that the shops' protocol names and our platforms take. Source: reference/epay-v1.md, section 7. */
export const payTypes = ['wxpay', 'alipay', 'unionpay'] as const;
export type PayType = (typeof payTypes)[number];

export function isPayType(text: string): text is PayType {
  return (payTypes as readonly string[]).includes(text);
}
