import { DAY, HOUR, MINUTE, SECOND } from '../../shared/clock.ts';

const LAST_SHORT_WAIT = 22 * HOUR;
const DAYS = 7;

/** When a notification is tried, in ms after it was queued: quickly at first, three times after 6 h, then daily within 7 days. */
export const attemptOffsets: readonly number[] = [
  0,
  ...[5, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 3, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 10, 16, 22].map((hours) => hours * HOUR),
  ...Array.from({ length: DAYS - 1 }, (_, day) => LAST_SHORT_WAIT + (day + 1) * DAY),
];

/** The wait is made up to this much shorter or longer, so that what failed together is not tried together again. */
const JITTER = 0.1;

/**
 * When to try again after a failure, in ms; null when the schedule is over and a person must be told.
 * `attempts` counts the planned attempts made so far, the failed one included. Times that have passed meanwhile
 * (a slow shop, an outage of ours) are skipped: one attempt follows, never a burst of missed ones.
 * `random` gives numbers from 0 up to 1.
 */
export function nextAttemptAt(after: {
  queuedAt: number;
  attempts: number;
  now: number;
  random: () => number;
}): number | null {
  const elapsed = after.now - after.queuedAt;
  const offset = attemptOffsets.find((at, index) => index >= after.attempts && at > elapsed);
  if (offset === undefined) return null;
  const wait = offset - elapsed;
  return after.now + Math.round(wait * (1 - JITTER + 2 * JITTER * after.random()));
}
