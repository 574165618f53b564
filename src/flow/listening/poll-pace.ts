import { MINUTE } from '../../shared/clock.ts';

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

/** When an account planned for `plannedAt` may be asked: at once where our clock was set back since the plan was made. */
export function dueAt(plannedAt: number, now: number): number {
  return plannedAt > now + FURTHEST_AHEAD_MS ? now : plannedAt;
}
