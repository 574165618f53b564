import type { PlatformError } from '../../plugin-api/index.ts';
import { HOUR, MINUTE } from '../../shared/clock.ts';

const JITTER = 0.1;
const SLOWEST_MS = MINUTE;
/** So many failures in a row before the account is shown as failing and healthy ones are preferred. */
export const FAILING_AFTER = 3;

/** When the account may be asked again; never sooner than its interval, later after failures in a row. */
export function nextPollAt(at: {
  startedAt: number;
  intervalMs: number;
  failures: number;
  random: number;
}): number {
  const slowed = Math.min(at.intervalMs * 2 ** at.failures, Math.max(SLOWEST_MS, at.intervalMs));
  return at.startedAt + Math.round(slowed * (1 + JITTER * at.random));
}

/** Further ahead than any query is planned. */
export const FURTHEST_AHEAD_MS = 2 * SLOWEST_MS;

/** No account rests longer than this, whatever its platform wants. */
export const LONGEST_REST_MS = HOUR;
/** While only a person gets on, it is tried so seldom: he may have done it elsewhere. */
const NEEDS_PERSON_REST_MS = 10 * MINUTE;
/** Where a platform says "too fast" and not for how long, and where it let us in and then would not know us. */
const USUAL_REST_MS = MINUTE;

/** Until when an account is left alone after this failure; ms, 0: it isn't. */
export function restAfter({ kind, retryAfterMs, mayPass }: PlatformError, now: number): number {
  if (mayPass) return now + USUAL_REST_MS;
  if (kind === 'needsPerson') return now + NEEDS_PERSON_REST_MS;
  if (kind === 'tooFast') return now + Math.min(retryAfterMs ?? USUAL_REST_MS, LONGEST_REST_MS);
  return 0;
}

/** When an account may be asked: at once where our clock was set back since that was written. */
export function dueAt(
  { nextPollAt, restUntil }: { nextPollAt: number; restUntil: number },
  now: number,
): number {
  const planned = nextPollAt > now + FURTHEST_AHEAD_MS ? now : nextPollAt;
  return restUntil > now + LONGEST_REST_MS ? planned : Math.max(planned, restUntil);
}
