export type { ReceiptFilter } from './receipt.repository.ts';
export * as receipts from './receipt.repository.ts';
export { type NewReceipt, type Receipt, type ReceiptState, receiptStates } from './receipt.ts';
export { recordReceipts } from './record-receipts.ts';
