import { HOUR, MINUTE, SECOND } from '../../shared/clock.ts';

/** Most buyers pay within so long of seeing their cashier. */
export const QUICK_MS = MINUTE;
/** Later they are asked for so much more seldom, */
const SLOWER = 2;
/** but not more seldom than this by that alone. */
const SLOW_AT_MOST_MS = 10 * SECOND;
/** However little of the budget is left. */
const SLOWEST_MS = 3 * MINUTE;

/** What the rhythm of an account's questions depends on. */
export interface RhythmFacts {
  now: number;
  /** The least time between two questions; ms. */
  intervalMs: number;
  /** Until when a buyer is thought to look at his cashier; ms. */
  quickUntil: number;
  /** When the last open order runs out; ms. */
  lastExpiryAt: number;
  /** Requests of the last hour, and how many the usual questions may make in one. */
  used: number;
  usual: number;
  /** When so many of those made are over an hour old that half of the usual ones are free; ms. */
  halfFreeAt: number;
  /** Requests of one question. */
  cost: number;
}

/**
 * How long from one question to the next, ms. Quick while a buyer looks at his cashier, slower later; and never so quick
 * that the hour's budget is used up while orders wait. Of its first half what is left is spread over the open orders; the
 * second half over the time until the first is free again. So it slows down step by step, and there is always something
 * left. `isTight`: the budget it is that slows it down.
 */
export function rhythmOf(facts: RhythmFacts): { everyMs: number; isTight: boolean } {
  const { now, intervalMs, quickUntil, lastExpiryAt, used, usual, halfFreeAt } = facts;
  const cost = Math.max(1, facts.cost);
  const isQuick = quickUntil > now;
  const wished = isQuick ? intervalMs : Math.max(intervalMs, Math.min(SLOWER * intervalMs, SLOW_AT_MOST_MS));
  const ofOrders = spread(Math.min(HOUR, Math.max(MINUTE, lastExpiryAt - now)), cost, usual / 2 - used);
  const untilFree = used < usual / 2 ? HOUR : Math.min(HOUR, Math.max(0, halfFreeAt - now));
  const ofHour = spread(untilFree, cost, usual - used);
  const affordable = Math.min(SLOWEST_MS, ofOrders, ofHour);
  return { everyMs: Math.max(wished, affordable), isTight: affordable > wished };
}

/** How far apart questions are that make so many requests last for a stretch of time. */
function spread(stretchMs: number, cost: number, left: number): number {
  return left < cost ? Number.POSITIVE_INFINITY : (stretchMs * cost) / left;
}
