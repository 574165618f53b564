export * as amountSlots from './amount-slot.repository.ts';
export {
  type AmountSlot,
  type HeldSlot,
  type SlotPlace,
  type SlotRange,
  slotKey,
  type TakenSlot,
} from './amount-slot.repository.ts';
export {
  chooseFree,
  holderOfRound,
  isFree,
  longestCooled,
  type SlotWish,
  sizeOf,
  type TakenSlots,
  takenOf,
  wishedRange,
} from './free-payable.ts';
export { holdsTooMany, isScarce } from './scarcity.ts';
