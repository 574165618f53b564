import { MINUTE, SECOND } from '../../shared/clock.ts';

/**
 * How often an account logs in. Each login owes its minute, and one may be begun while no more than one minute is owed. So
 * there is one in a minute over any longer time; but where the platform let us in and the session is lost at once (another
 * till took it over, a process was killed), it is made anew at once, that one time. A login that was refused owes two minutes:
 * the next one follows a minute later at the earliest.
 */
export const LOGIN_OWES_MS = MINUTE;
export const REFUSED_OWES_MS = 2 * MINUTE;
/** What may be owed when the next one is begun. */
export const MAY_OWE_MS = MINUTE;
/** No more than this is ever owed: what lies further ahead was written before our clock was set back. */
export const OWED_AT_MOST_MS = 2 * MINUTE;

/** Longer than the host's deadline for a call: so long after its beginning a login may still be under way. */
export const LOGIN_LEASE_MS = 25 * SECOND;

/** So many logins in a row that fail, and nobody tries any more. */
export const LOGINS_FAILED_AT_MOST = 3;

/** How long to wait for the next login; ms, 0: it may be begun now. */
export function untilLogin(owedUntil: number, now: number): number {
  if (owedUntil > now + OWED_AT_MOST_MS) return 0;
  return Math.max(0, owedUntil - MAY_OWE_MS - now);
}
