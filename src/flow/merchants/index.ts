export { createMerchantRepository, type MerchantRepository } from './merchant.repository.ts';
export { FIRST_PID, keyOfOrder, type Merchant, MerchantRules } from './merchant.ts';
export { MerchantDirectory } from './merchant-directory.ts';
