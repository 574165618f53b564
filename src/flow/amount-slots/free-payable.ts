import { type Fen, fen, MAX_FEN } from '../../shared/money.ts';
import { type SlotRange, slotKey } from './amount-slot.repository.ts';

/** Where and how someone wants a payable of their own. */
export interface SlotWish {
  scope: string;
  payType: string;
  moneyFen: Fen;
  /** How far the payable may lie from the money asked; fen. */
  limitFen: number;
  direction: 'up' | 'down';
}

/** The payables that the wish allows, as a range; never below one fen, never above the largest amount. */
export function wishedRange(wish: SlotWish): SlotRange {
  const { scope, payType, moneyFen, limitFen, direction } = wish;
  const from = direction === 'up' ? moneyFen : Math.max(1, moneyFen - limitFen);
  const to = direction === 'up' ? Math.min(MAX_FEN, moneyFen + limitFen) : moneyFen;
  return { scope, payType, from, to };
}

/** The free payable nearest to the money asked, in the wish's direction; null when all are taken. */
export function firstFree(wish: SlotWish, taken: ReadonlySet<string>): Fen | null {
  const range = wishedRange(wish);
  const step = wish.direction === 'up' ? 1 : -1;
  for (let payable: number = wish.moneyFen; payable >= range.from && payable <= range.to; payable += step) {
    if (!taken.has(slotKey(wish.scope, wish.payType, payable))) return fen(payable);
  }
  return null;
}
