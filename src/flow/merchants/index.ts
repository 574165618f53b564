export {
  addMerchant,
  changeRules,
  type KeyKind,
  LONGEST_NAME,
  type ManageMerchantsDeps,
  noteKeyShown,
  renewKey,
} from './manage-merchants.ts';
export { createMerchantRepository, type MerchantRepository } from './merchant.repository.ts';
export { FIRST_PID, keyOfOrder, type Merchant, MerchantRules, POLLED_PAID_HOLD_MS } from './merchant.ts';
export { MerchantDirectory } from './merchant-directory.ts';
