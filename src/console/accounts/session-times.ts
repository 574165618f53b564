import type { Account } from '../../flow/accounts/index.ts';
import { HOUR, MINUTE } from '../../shared/clock.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** When an account logged in, and how long its sessions last; ms. */
export interface SessionTimes {
  /** Null: never. */
  loginAt: number | null;
  /** Since when the platform knows its session; null: not known. */
  sessionAt: number | null;
  /** Until when, by the platform's own word; null: it said nothing, or that is over. */
  endsAt: number | null;
  /** The session before it; null: not known. */
  lasted: { hours: number; minutes: number } | null;
}

export async function sessionTimes(
  deps: Pick<ConsoleDeps, 'clock' | 'loginsOf'>,
  account: Account,
): Promise<SessionTimes> {
  const { loginAt, sessionAt, sessionLastedMs: ms, sessionEndsAt } = await deps.loginsOf(account);
  const hasSession = sessionEndsAt !== null && sessionEndsAt > deps.clock.now();
  return {
    loginAt: loginAt || null,
    sessionAt,
    endsAt: hasSession ? sessionEndsAt : null,
    lasted: ms === null ? null : { hours: Math.floor(ms / HOUR), minutes: Math.floor((ms % HOUR) / MINUTE) },
  };
}
