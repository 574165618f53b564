import { HOUR, MINUTE, SECOND } from '../../shared/clock.ts';

/** Most buyers pay within so long of seeing their cashier. */
export const QUICK_MS = MINUTE;
/** Later they are asked for so much more seldom, */
const SLOWER = 3;
/** but not more seldom than this by that alone. */
const SLOW_AT_MOST_MS = 15 * SECOND;
/** However little of the budget is left. */
const SLOWEST_MS = 2 * MINUTE;

/** What the rhythm of an account's questions depends on. */
export interface RhythmFacts {
  now: number;
  /** The least time between two questions; ms. */
  intervalMs: number;
  /** Until when a buyer is thought to look at his cashier; ms. */
  quickUntil: number;
  /** When the last open order runs out; ms. */
  lastExpiryAt: number;
  /** Requests that the usual questions may still make in this hour. */
  left: number;
  /** Requests of one question. */
  cost: number;
}

/**
 * How long from one question to the next, ms. Quick while a buyer looks at his cashier, slower later; and never so quick
 * that what is left of the hour's budget would be used up before the open orders are over. So it slows down step by
 * step, and there is always something left. `isTight`: the budget it is that slows it down.
 */
export function rhythmOf(facts: RhythmFacts): { everyMs: number; isTight: boolean } {
  const { now, intervalMs, quickUntil, lastExpiryAt, left, cost } = facts;
  const isQuick = quickUntil > now;
  const wished = isQuick ? intervalMs : Math.max(intervalMs, Math.min(SLOWER * intervalMs, SLOW_AT_MOST_MS));
  const stretch = Math.min(HOUR, Math.max(MINUTE, lastExpiryAt - now));
  const affordable = left <= 0 ? SLOWEST_MS : Math.min(SLOWEST_MS, (stretch * Math.max(1, cost)) / left);
  return { everyMs: Math.max(wished, affordable), isTight: affordable > wished };
}
