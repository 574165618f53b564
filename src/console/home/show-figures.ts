import { type Fen, fen } from '../../shared/money.ts';
import { grouped } from '../counts.ts';
import type { DayFigures } from './day-figures.ts';

/** A day's figures as the first page shows them. */
export interface ShownFigures {
  paidFen: Fen;
  orders: string;
  paid: string;
  /** Still wait for their money. */
  waiting: number;
  /** Of those that don't wait any more; "—" where there are none. */
  rate: string;
}

export interface ShownWeek {
  paidFen: Fen;
  /** Today first. `share`: of the best day, percent. */
  days: { day: string; paidFen: Fen; paid: number; orders: number; rate: string; share: number }[];
}

export function showFigures(day: DayFigures): ShownFigures {
  return {
    paidFen: fen(day.paidFen),
    orders: grouped(day.orders),
    paid: grouped(day.paid),
    waiting: day.orders - day.finished,
    rate: rateOf(day),
  };
}

/** `days`: oldest first. */
export function showWeek(days: DayFigures[]): ShownWeek {
  const best = Math.max(1, ...days.map(({ paidFen }) => paidFen));
  return {
    paidFen: fen(days.reduce((sum, { paidFen }) => sum + paidFen, 0)),
    days: days.toReversed().map((day) => ({
      day: day.day.slice(5),
      paidFen: fen(day.paidFen),
      paid: day.paid,
      orders: day.orders,
      rate: rateOf(day),
      share: oneDigit((day.paidFen / best) * 100),
    })),
  };
}

function rateOf({ paid, finished }: DayFigures): string {
  return finished === 0 ? '—' : `${oneDigit((paid / finished) * 100)}%`;
}

function oneDigit(value: number): number {
  return Math.round(value * 10) / 10;
}
