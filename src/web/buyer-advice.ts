import type { TextKey } from '../shared/i18n/index.ts';

/** What a buyer is told of a refusal: what happened, and what is for him to do. */
export interface BuyerAdvice {
  title: TextKey;
  advice: TextKey;
  /** True: only the shop's owner can mend it, and the reason is for him. */
  isForShop: boolean;
}

const shopMustMend: BuyerAdvice = { title: 'buyer.shopTitle', advice: 'buyer.shop', isForShop: true };
const tooMany: BuyerAdvice = { title: 'buyer.tooManyTitle', advice: 'buyer.tooMany', isForShop: false };

/** By the codes of the refusals that a buyer's browser can meet. */
const advices: Readonly<Record<string, BuyerAdvice>> = {
  bad_input: shopMustMend,
  bad_form: shopMustMend,
  not_a_form: shopMustMend,
  wrong_address: shopMustMend,
  speaks_v1: shopMustMend,
  bad_sign: shopMustMend,
  unknown_merchant: shopMustMend,
  malformed: shopMustMend,
  bad_host: shopMustMend,
  too_large: shopMustMend,
  not_installed: shopMustMend,
  no_code: { title: 'buyer.noCodeTitle', advice: 'buyer.noCode', isForShop: false },
  all_taken: { title: 'buyer.busyTitle', advice: 'buyer.busy', isForShop: false },
  too_many_open: { title: 'buyer.tooManyOpenTitle', advice: 'buyer.tooManyOpen', isForShop: false },
  too_many_changes: { title: 'buyer.tooManyTitle', advice: 'buyer.tooManyChanges', isForShop: false },
  order_closed: { title: 'buyer.orderClosedTitle', advice: 'buyer.orderClosed', isForShop: true },
  other_terms: { title: 'buyer.otherTermsTitle', advice: 'buyer.otherTerms', isForShop: true },
  unknown_order: { title: 'buyer.unknownOrderTitle', advice: 'buyer.unknownOrder', isForShop: false },
  not_found: { title: 'error.notFoundTitle', advice: 'buyer.notFound', isForShop: false },
  too_many: tooMany,
  too_many_failures: tooMany,
};

/** Undefined for a refusal that no buyer meets: it is told as it is. */
export function buyerAdvice(code: string): BuyerAdvice | undefined {
  return Object.hasOwn(advices, code) ? advices[code] : undefined;
}
