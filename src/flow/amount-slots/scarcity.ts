import { type SlotWish, sizeOf, takenOf } from './free-payable.ts';
import type { TakenSlots } from './taken-slots.ts';

/** A price's amounts are scarce on a code when more than this share of them is taken. */
const SCARCE_SHARE = 1 / 2;

/** True when more than half of the amounts that the wish allows are taken. */
export function isScarce(wish: SlotWish, taken: TakenSlots): boolean {
  return takenOf(wish, taken).length > sizeOf(wish) * SCARCE_SHARE;
}

/**
 * True when the buyer's network holds its share of a price's amounts already, and they are scarce. Nobody is refused
 * while there are plenty: behind one mobile carrier's address sit thousands of buyers. `most` 0: no such limit.
 */
export function holdsTooMany(
  wish: SlotWish,
  taken: TakenSlots,
  { network, most }: { network: string | null; most: number },
): boolean {
  if (network === null || most === 0 || !isScarce(wish, taken)) return false;
  const held = takenOf(wish, taken).filter(
    (slot) => slot.network === network && slot.coolingSince === null && slot.tradeNo !== wish.tradeNo,
  );
  return held.length >= most;
}
