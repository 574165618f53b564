export { closeByHand, closeOrder } from './close-order.ts';
export { createSettlement } from './create-settlement.ts';
export { createGivingUp } from './give-up.ts';
export { type HoldDeps, holdUnclaimed } from './hold-unclaimed.ts';
export { assignByHand, completeByHand, setAsideByHand } from './settle-by-hand.ts';
export { settleLeftovers } from './settle-leftovers.ts';
export { settleReceipt, settleReceipts } from './settle-receipt.ts';
export type { SettlementDeps } from './settlement-deps.ts';
