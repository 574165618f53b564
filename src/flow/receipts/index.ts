export type { ReceiptFilter } from './receipt.repository.ts';
export * as receipts from './receipt.repository.ts';
export {
  type NewReceipt,
  type Receipt,
  type ReceiptState,
  receiptStates,
  type ToldReceipt,
} from './receipt.ts';
export {
  addEvidence,
  type EvidencedReceipt,
  findEvidence,
  findToldBy,
  forgetLateness,
  hasEvidence,
  isDeafTo,
  listEvidence,
  listEvidenced,
  listFirstSources,
  moveEvidence,
  type StoredEvidence,
} from './receipt-evidence.repository.ts';
export { type ChangedAmount, recordReceipts } from './record-receipts.ts';
