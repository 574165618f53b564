import { DAY, MINUTE, SECOND } from '../../shared/clock.ts';
import { type Fen, fen } from '../../shared/money.ts';
import { type Coverage, cover, missing, nothingCovered, overlap, reaches } from './coverage.ts';
import { shanghaiDay, shanghaiMidnight } from './shanghai-day.ts';

/** What one text tells about the day: 今日第`count`笔, 共计`totalFen`, this payment included. At least one is there. */
export interface CounterSighting {
  amountFen: Fen;
  count: number | null;
  totalFen: Fen | null;
  /** ms, when the device received it, corrected by its clock skew. */
  happenedAt: number;
  /** Its day is open because nobody knows when it was paid, and not because that was near the midnight (see sightedAt). */
  atAnyTime?: true;
}

/** The counters seen of one day. Payment n covers [n-1, n) of the counts and [total-amount, total) of the money. */
export interface DaySeen {
  /** As shanghaiDay. */
  day: number;
  counts: Coverage;
  /** The counts that came with a total. */
  totalled: Coverage;
  money: Coverage;
  /** Seen well before the day's end; what is told near that midnight was paid later. */
  highestEarly: Heights;
  /** Seen well after the day's beginning; what is told near that midnight was paid earlier. */
  lowestLate: Heights;
}

/** How far the day had come: by counter and by total; null where that was not told. */
interface Heights {
  count: number | null;
  totalFen: number | null;
}

/** A payment of the old day can be told so long after midnight, */
const LATE_MS = 2 * MINUTE;
/** and one of the new day so long before: a clock a little ahead. */
const EARLY_MS = 10 * SECOND;

/** The day that begins at the midnight to which this lies so near that its day is open; null when its day is clear. */
export function midnightNear(at: number): number | null {
  const day = shanghaiDay(at + EARLY_MS);
  return at < shanghaiMidnight(day) + LATE_MS ? day : null;
}

/**
 * The time by which a sighting finds its day, when the payment may have been made `lateMs` before it was told (null:
 * the usual jitter). Told after a midnight and perhaps paid before, it stands so near to that midnight that its day is
 * open. Null when not even two days are left to choose from.
 */
export function sightedAt(happenedAt: number, lateMs: number | null): number | null {
  if (lateMs === null) return happenedAt;
  const midnight = shanghaiMidnight(shanghaiDay(happenedAt));
  if (happenedAt - lateMs >= midnight) return happenedAt;
  return happenedAt - lateMs < midnight - DAY ? null : Math.min(happenedAt, midnight + LATE_MS - 1);
}

export function emptyDay(day: number): DaySeen {
  const lines = { counts: nothingCovered, totalled: nothingCovered, money: nothingCovered };
  return { day, ...lines, highestEarly: unknown, lowestLate: unknown };
}

const unknown: Heights = { count: null, totalFen: null };

export function addToDay(seen: DaySeen, sighting: CounterSighting): DaySeen {
  const { count, totalFen, amountFen, happenedAt } = sighting;
  const isEarly = happenedAt <= shanghaiMidnight(seen.day + 1) - EARLY_MS - LATE_MS;
  const isLate = happenedAt >= shanghaiMidnight(seen.day) + 2 * LATE_MS;
  const atCount = (line: Coverage) => (count === null ? line : cover(line, count - 1, count));
  return {
    day: seen.day,
    counts: atCount(seen.counts),
    totalled: totalFen === null ? seen.totalled : atCount(seen.totalled),
    money: totalFen === null ? seen.money : cover(seen.money, totalFen - amountFen, totalFen),
    highestEarly: isEarly ? further(Math.max, seen.highestEarly, sighting) : seen.highestEarly,
    lowestLate: isLate ? further(Math.min, seen.lowestLate, sighting) : seen.lowestLate,
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

/** True when counters and totals, all told, don't agree on whether payments are missing: some are of another day. */
export function disagrees(seen: DaySeen, fromStart: boolean): boolean {
  if (seen.counts.spans.length === 0) return false;
  const start = fromStart ? 0 : null;
  const lost = missing(seen.counts, start);
  const allTotalled =
    reaches(seen.totalled) === reaches(seen.counts) && missing(seen.totalled, start) === lost;
  const lostFen = missing(seen.money, start);
  return allTotalled && (lost === 0 ? lostFen > 0 : lostFen < lost);
}

/**
 * True when a sighting near a midnight contradicts what was seen of this day: it is lower than what was told long
 * before it, or higher than what was told long after (where it is known when it was paid); or its counter is new and its total known, or the other way.
 */
export function contradicts(seen: DaySeen, sighting: CounterSighting): boolean {
  const { count, totalFen, amountFen, happenedAt } = sighting;
  const isMorning = midnightNear(happenedAt) === seen.day;
  const isOutOfTurn = isMorning ? isAbove(sighting, seen.lowestLate) : isAbove(seen.highestEarly, sighting);
  if (isOutOfTurn && !sighting.atAnyTime) return true;
  if (count === null || totalFen === null) return false;
  const inMoney = overlap(seen.money, totalFen - amountFen, totalFen);
  if (inMoney === 'part') return true;
  const isKnown = overlap(seen.totalled, count - 1, count) === 'whole';
  return isKnown !== (inMoney === 'whole');
}

function isAbove(a: Heights, b: Heights): boolean {
  const byCount = a.count !== null && b.count !== null && a.count > b.count;
  return byCount || (a.totalFen !== null && b.totalFen !== null && a.totalFen > b.totalFen);
}

function further(pick: (a: number, b: number) => number, known: Heights, told: Heights): Heights {
  const of = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : pick(a, b));
  return { count: of(known.count, told.count), totalFen: of(known.totalFen, told.totalFen) };
}
