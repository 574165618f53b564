export { REFUSALS_KEPT_MS, RefusalBook } from './refusal-book.ts';
export { countRefusalsSince, forgetRefusals, listRefusals } from './shop-refusal.repository.ts';
export type { RefusedRequest, ShopRefusal } from './shop-refusal.ts';
