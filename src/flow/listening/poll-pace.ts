import type { FailureKind, PlatformError } from '../../plugin-api/index.ts';
import { HOUR, MINUTE, SECOND } from '../../shared/clock.ts';

const JITTER = 0.1;
const SLOWEST_MS = MINUTE;
/** So many failures in a row before the account is shown as failing and healthy ones are preferred. */
export const FAILING_AFTER = 3;

/**
 * How failures in a row slow an account down: by kind. A network comes back by itself, and money may be waiting. A page
 * that we can't read is seldom another one a second later.
 */
const BACK_OFF: Partial<Record<FailureKind, { leastMs: number; mostMs: number }>> = {
  broken: { leastMs: 5 * SECOND, mostMs: 2 * MINUTE },
};
const USUAL_BACK_OFF = { leastMs: 0, mostMs: SLOWEST_MS };

/** When the account may be asked again; never sooner than its interval, later after failures in a row. */
export function nextPollAt(at: {
  startedAt: number;
  intervalMs: number;
  failures: number;
  random: number;
  /** Of the last failure; null: none, or one that nobody foresaw. */
  kind?: FailureKind | null;
}): number {
  const { leastMs, mostMs } = (at.kind && BACK_OFF[at.kind]) ?? USUAL_BACK_OFF;
  const doubled = at.intervalMs * 2 ** at.failures;
  const slowed =
    at.failures === 0
      ? at.intervalMs
      : Math.min(Math.max(leastMs * 2 ** (at.failures - 1), doubled), Math.max(mostMs, at.intervalMs));
  return at.startedAt + Math.round(slowed * (1 + JITTER * at.random));
}

/** Further ahead than any query is planned. */
export const FURTHEST_AHEAD_MS = 6 * MINUTE;

/** No account rests longer than this, whatever its platform wants. */
export const LONGEST_REST_MS = HOUR;
/** While only a person gets on, it is tried so seldom: he may have done it elsewhere. */
const NEEDS_PERSON_REST_MS = 10 * MINUTE;
/** Where a platform says "too fast" and not for how long, and where it let us in and then would not know us. */
const USUAL_REST_MS = MINUTE;

/**
 * Until when an account is left alone after this failure; ms, 0: it isn't. `failures`: in a row, this one among them; a
 * platform that says "too fast" again and again, and not for how long, is left alone for longer each time.
 */
export function restAfter({ kind, retryAfterMs, mayPass }: PlatformError, now: number, failures = 1): number {
  if (mayPass) return now + USUAL_REST_MS;
  if (kind === 'needsPerson') return now + NEEDS_PERSON_REST_MS;
  if (kind !== 'tooFast') return 0;
  const doubled = USUAL_REST_MS * 2 ** Math.min(failures - 1, 10);
  return now + Math.min(retryAfterMs ?? doubled, LONGEST_REST_MS);
}

/** When an account may be asked: at once where our clock was set back since that was written. */
export function dueAt(
  { nextPollAt, restUntil }: { nextPollAt: number; restUntil: number },
  now: number,
): number {
  const planned = nextPollAt > now + FURTHEST_AHEAD_MS ? now : nextPollAt;
  return restUntil > now + LONGEST_REST_MS ? planned : Math.max(planned, restUntil);
}
