import { type Fen, fen } from '../../shared/money.ts';
import { type Coverage, cover, missing, nothingCovered, overlap, reaches } from './coverage.ts';

/** What one text tells about the day: 今日第`count`笔, 共计`totalFen`, this payment included. At least one is there. */
export interface CounterSighting {
  amountFen: Fen;
  count: number | null;
  totalFen: Fen | null;
  /** ms, when the device received it, corrected by its clock skew. */
  happenedAt: number;
}

/** The counters seen of one day. Payment n covers [n-1, n) of the counts and [total-amount, total) of the money. */
export interface DaySeen {
  /** As shanghaiDay. */
  day: number;
  counts: Coverage;
  /** The counts that came with a total. */
  totalled: Coverage;
  money: Coverage;
}

export function emptyDay(day: number): DaySeen {
  return { day, counts: nothingCovered, totalled: nothingCovered, money: nothingCovered };
}

export function addToDay(seen: DaySeen, { count, totalFen, amountFen }: CounterSighting): DaySeen {
  const atCount = (line: Coverage) => (count === null ? line : cover(line, count - 1, count));
  return {
    day: seen.day,
    counts: atCount(seen.counts),
    totalled: totalFen === null ? seen.totalled : atCount(seen.totalled),
    money: totalFen === null ? seen.money : cover(seen.money, totalFen - amountFen, totalFen),
  };
}

/**
 * Payments that the day's counters prove and that nobody told, and what they amount to (null: not every text carried
 * a total). With totals alone the number can't be known: 1 stands for "at least one". `fromStart`: the day begins at
 * 1; otherwise it begins with the first payment seen.
 */
export function lossesOfDay(seen: DaySeen, fromStart: boolean): { lost: number; lostFen: Fen | null } {
  const start = fromStart ? 0 : null;
  const lostFen = missing(seen.money, start);
  if (seen.counts.spans.length === 0) return { lost: lostFen > 0 ? 1 : 0, lostFen: fen(lostFen) };
  const allTotalled = reaches(seen.totalled) === reaches(seen.counts);
  const lost = missing(seen.counts, start);
  // Where the money is whole, a text without a counter stood for the number that seems to be missing.
  if (lost === 0 || (allTotalled && lostFen === 0)) return { lost: 0, lostFen: fen(0) };
  const told = allTotalled && missing(seen.totalled, start) === lost && lostFen >= lost;
  return { lost, lostFen: told ? fen(lostFen) : null };
}

/** True when counter and total contradict what was seen of this day: one says "known", the other "new". */
export function contradicts(seen: DaySeen, { count, totalFen, amountFen }: CounterSighting): boolean {
  if (count === null || totalFen === null) return false;
  const inMoney = overlap(seen.money, totalFen - amountFen, totalFen);
  if (inMoney === 'part') return true;
  const isKnown = overlap(seen.totalled, count - 1, count) === 'whole';
  return isKnown !== (inMoney === 'whole');
}
