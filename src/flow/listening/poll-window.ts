import { DAY, HOUR, MINUTE } from '../../shared/clock.ts';

/** Lists lag behind and clocks differ a little: each query reaches this far into the one before it. */
export const OVERLAP_MS = 3 * MINUTE;
/** After a long silence nobody wants to read weeks of other sales. */
const FURTHEST_BACK_MS = DAY;
/** What an order that waits for long has read behind it is not read again and again. */
const READ_AGAIN_MS = HOUR;

/**
 * Up to when payments have been read; ms. `polledUntil` 0: never, so nothing since the account was added. One that
 * lies ahead was written before our clock was set back, and tells nothing.
 */
export function readUntil(at: { now: number; polledUntil: number; addedAt: number }): number {
  const known = at.polledUntil > at.now ? 0 : at.polledUntil || at.addedAt;
  return Math.max(known, at.now - FURTHEST_BACK_MS);
}

/**
 * The stretch of payment times to ask for: back to what was read last and to the oldest open order, whichever is
 * earlier, so that nothing paid during an outage is missed; of what was read already the last hour at most.
 */
export function pollWindow(at: { now: number; oldestOpenAt: number | null; readUntil: number }): {
  from: number;
  to: number;
} {
  const oldest = Math.max(at.oldestOpenAt ?? at.now, at.readUntil - READ_AGAIN_MS);
  return { from: Math.min(oldest, at.readUntil) - OVERLAP_MS, to: at.now + OVERLAP_MS };
}
