export type {
  AmountSlot,
  AwaitedAmounts,
  HeldSlot,
  SlotPlace,
  SlotRange,
  TakenSlot,
} from './amount-slot.repository.ts';
export * as amountSlots from './amount-slot.repository.ts';
export {
  chooseFree,
  chooseFreeAmong,
  holderOfRound,
  isFree,
  longestCooled,
  type SlotWish,
  sizeOf,
  takenOf,
  wishedRange,
} from './free-payable.ts';
export { holdsTooMany, isScarce } from './scarcity.ts';
export { TakenSlots } from './taken-slots.ts';
