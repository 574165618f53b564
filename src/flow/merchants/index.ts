export { createMerchantRepository, type MerchantRepository } from './merchant.repository.ts';
export { FIRST_PID, keyOfOrder, type Merchant, MerchantRules, POLLED_PAID_HOLD_MS } from './merchant.ts';
export { MerchantDirectory } from './merchant-directory.ts';
