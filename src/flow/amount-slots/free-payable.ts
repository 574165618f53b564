import { type Fen, fen, MAX_FEN } from '../../shared/money.ts';
import type { SlotRange, TakenSlot } from './amount-slot.repository.ts';
import type { TakenSlots } from './taken-slots.ts';

/**
 * Whether the price itself may be what a buyer pays. `when_alone`: while no other order of that price waits there, so
 * that a buyer who types the price instead of his amount pays nobody else's order. `never`: always some fen beside it.
 */
export type RoundPriceRule = 'when_alone' | 'never';

/** Where and how someone wants a payable of their own. */
export interface SlotWish {
  tradeNo: string;
  scope: string;
  moneyFen: Fen;
  /** How far the payable may lie from the money asked; fen. */
  limitFen: number;
  direction: 'up' | 'down';
  roundPrice: RoundPriceRule;
}

/** Free amounts are drawn from so many: which one comes next can't be told, and one that was just free is not again at once. */
const NEAREST = 20;

/** The payables that the wish allows, as a range; never below one fen, never above the largest amount. */
export function wishedRange(wish: Omit<SlotWish, 'tradeNo' | 'roundPrice'>): SlotRange {
  const { scope, moneyFen, limitFen, direction } = wish;
  const from = direction === 'up' ? moneyFen : Math.max(1, moneyFen - limitFen);
  const to = direction === 'up' ? Math.min(MAX_FEN, moneyFen + limitFen) : moneyFen;
  return { scope, from, to };
}

/** What is taken of the wished range. */
export function takenOf(wish: SlotWish, taken: TakenSlots): TakenSlot[] {
  return taken.within(wishedRange(wish));
}

/** How many payables the wish allows at all. */
export function sizeOf(wish: SlotWish): number {
  const { from, to } = wishedRange(wish);
  return to - from + (isRoundEver(wish) ? 1 : 0);
}

/**
 * A free payable: the price itself where it may be given, else one of the nearest free ones in the wish's direction,
 * by chance. `random` in [0, 1). Null when all are taken.
 */
export function chooseFree(wish: SlotWish, taken: TakenSlots, random: () => number): Fen | null {
  if (isFree(wish, taken, wish.moneyFen)) return wish.moneyFen;
  const nearest: number[] = [];
  for (const payable of payablesOf(wish)) {
    if (payable === wish.moneyFen || taken.get({ scope: wish.scope, payableFen: payable })) continue;
    nearest.push(payable);
    if (nearest.length === NEAREST) break;
  }
  const chosen = nearest[Math.floor(random() * nearest.length)];
  return chosen === undefined ? null : fen(chosen);
}

/**
 * One of these payables that can be given: the price itself, else one of the nearest by chance, as chooseFree. Null when
 * none is free. `among`: the smallest first.
 */
export function chooseFreeAmong(
  wish: SlotWish,
  taken: TakenSlots,
  among: readonly Fen[],
  random: () => number,
): Fen | null {
  const free = among.filter((payable) => isFree(wish, taken, payable));
  if (free.includes(wish.moneyFen)) return wish.moneyFen;
  const nearest = wish.direction === 'up' ? free.slice(0, NEAREST) : free.slice(-NEAREST);
  return nearest[Math.floor(random() * nearest.length)] ?? null;
}

/** True when this payable can be given: nobody has it, it is in the range, and it is not the price where that may not be given. */
export function isFree(wish: SlotWish, taken: TakenSlots, payable: Fen): boolean {
  const { from, to } = wishedRange(wish);
  if (payable < from || payable > to) return false;
  if (payable === wish.moneyFen && !mayBeRound(wish, taken)) return false;
  return !taken.get({ scope: wish.scope, payableFen: payable });
}

/** The paid amount of the range that has cooled longest, for when nothing is free; undefined when none cools. */
export function longestCooled(wish: SlotWish, taken: TakenSlots): TakenSlot | undefined {
  const mayRound = mayBeRound(wish, taken);
  return takenOf(wish, taken)
    .filter(
      ({ payableFen, coolingSince }) => coolingSince !== null && (mayRound || payableFen !== wish.moneyFen),
    )
    .sort((a, b) => Number(a.coolingSince) - Number(b.coolingSince))[0];
}

/** The order of the same price that has the price itself as its amount and whose buyer may still pay; undefined: none. */
export function holderOfRound(wish: SlotWish, taken: TakenSlots): string | undefined {
  const slot = taken.get({ scope: wish.scope, payableFen: wish.moneyFen });
  return slot && isRivalOf(wish, slot) ? slot.tradeNo : undefined;
}

function mayBeRound(wish: SlotWish, taken: TakenSlots): boolean {
  return isRoundEver(wish) && !takenOf(wish, taken).some((slot) => isRivalOf(wish, slot));
}

/** Where no fen can be added or taken away, the price is all there is. */
function isRoundEver(wish: SlotWish): boolean {
  const { from, to } = wishedRange(wish);
  return wish.roundPrice === 'when_alone' || from === to;
}

/** Another order of this price whose buyer may still pay, and may type the price instead of his amount. */
function isRivalOf({ tradeNo, moneyFen }: SlotWish, slot: TakenSlot): boolean {
  return slot.moneyFen === moneyFen && slot.coolingSince === null && slot.tradeNo !== tradeNo;
}

/** The payables of the wish, nearest to the money first. */
function* payablesOf(wish: SlotWish): Generator<number> {
  const { from, to } = wishedRange(wish);
  if (wish.direction === 'up') for (let payable = from; payable <= to; payable++) yield payable;
  else for (let payable = to; payable >= from; payable--) yield payable;
}
