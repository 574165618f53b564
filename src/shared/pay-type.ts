/** The ways of paying that the shops' protocol names and our platforms take. Source: docs/reference/epay-v1.md, section 7. */
export const payTypes = ['wxpay', 'alipay', 'unionpay'] as const;
export type PayType = (typeof payTypes)[number];

export function isPayType(text: string): text is PayType {
  return (payTypes as readonly string[]).includes(text);
}

/** What shops call a pay type beside its own name: 彩虹 and its clients say `bank` for 云闪付 (section 7). */
const OTHER_WORDS: ReadonlyMap<string, PayType> = new Map([['bank', 'unionpay']]);

/** What a shop is told of a pay type that it did not name itself: the word that 彩虹's clients know. */
export function wordForShops(payType: PayType): string {
  const [other] = [...OTHER_WORDS].find(([, meant]) => meant === payType) ?? [payType];
  return other;
}

/**
 * The pay type that a shop's `type` means; undefined for one that we don't have. Blanks at its ends and the case of
 * its letters make no other type.
 */
export function payTypeOfWord(word: string): PayType | undefined {
  const name = word.trim().toLowerCase();
  return isPayType(name) ? name : OTHER_WORDS.get(name);
}
