import { DAY, MINUTE } from '../../shared/clock.ts';

/** Lists lag behind and clocks differ a little: each query reaches this far into the one before it. */
const OVERLAP_MS = 3 * MINUTE;
/** After a long silence nobody wants to read weeks of other sales. */
const FURTHEST_BACK_MS = DAY;

/**
 * The stretch of payment times to ask for: back to the last successful query and to the oldest open order,
 * whichever is earlier, so that nothing paid during an outage is missed. `polledUntil` 0: never asked before.
 */
export function pollWindow(at: { now: number; oldestOpenAt: number | null; polledUntil: number }): {
  from: number;
  to: number;
} {
  const oldest = at.oldestOpenAt ?? at.now;
  const sinceLast = at.polledUntil === 0 ? oldest : Math.max(at.polledUntil, at.now - FURTHEST_BACK_MS);
  return { from: Math.min(oldest, sinceLast) - OVERLAP_MS, to: at.now + OVERLAP_MS };
}
