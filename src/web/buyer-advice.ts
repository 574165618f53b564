import type { TextKey } from '../shared/i18n/index.ts';
import { type RefusalCode, refusalKind } from '../shared/refusals.ts';

/** What a buyer is told of a refusal: what happened, and what is for him to do. */
export interface BuyerAdvice {
  title: TextKey;
  advice: TextKey;
  /** True: only the shop's owner can mend it, and the reason is for him. */
  isForShop: boolean;
}

const shopMustMend: BuyerAdvice = { title: 'buyer.shopTitle', advice: 'buyer.shop', isForShop: true };
const tooMany: BuyerAdvice = { title: 'buyer.tooManyTitle', advice: 'buyer.tooMany', isForShop: false };

/** Where a buyer can do something else than tell the shop. */
const advices: Partial<Record<RefusalCode, BuyerAdvice>> = {
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
export function buyerAdvice(code: RefusalCode): BuyerAdvice | undefined {
  const { mistake } = refusalKind(code);
  return advices[code] ?? (mistake === 'shop' || mistake === 'owner' ? shopMustMend : undefined);
}
