export * as amountSlots from './amount-slot.repository.ts';
export { type AmountSlot, type SlotRange, slotKey } from './amount-slot.repository.ts';
export { firstFree, type SlotWish, wishedRange } from './free-payable.ts';
