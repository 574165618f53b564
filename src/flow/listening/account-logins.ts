import { createHash } from 'node:crypto';
import { PlatformError } from '../../plugin-api/index.ts';
import type { LoginBounds } from '../../plugin-host/index.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { randomUuid } from '../../shared/random.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import { elapsed, pause } from '../../shared/timers.ts';
import type { AccountRepository, AskedSession } from '../accounts/index.ts';
import {
  claimLogin,
  endLogin,
  noteLoggedIn,
  noteLoginFailed,
  noteSessionEnded,
  takeLoginBack,
} from './login.repository.ts';
import { LOGINS_FAILED_AT_MOST } from './login-pace.ts';

/** How often somebody who waits for another's login looks whether it has ended, */
const LOOK_EVERY_MS = 100;
/** and for how long: a shop that waits for a bill is answered meanwhile. */
const WAIT_AT_MOST_MS = 6 * SECOND;
/** Soon: the login that is under way is over by then. */
const TRY_AGAIN_MS = 2 * SECOND;

/** With which password or keys an account is asked, and the session that it has. */
export type Access = AskedSession;

export interface LoginDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'openAccess' | 'saveSession'>;
}

export type AccountLogin = ReturnType<typeof accountLogin>;

/** One login of an account, by whomever; see login-pace.ts for how often there is one. */
export function accountLogin(
  { db, clock }: Pick<LoginDeps, 'db' | 'clock'>,
  accountId: number,
  access: Access,
) {
  const of = createHash('sha256').update(access.secretsSealed).digest('hex').slice(0, 32);
  const owner = randomUuid();
  return {
    /** 0: log in now, it is counted, and nobody else does until it ended. Else how long to wait first; ms. */
    async begin({
      signal,
      whileWaiting = async () => false,
    }: {
      signal?: AbortSignal;
      /** True: there is no login to make any more. */
      whileWaiting?: () => Promise<boolean>;
    } = {}): Promise<number | 'notNeeded'> {
      for (const since = elapsed(); ; await pause(LOOK_EVERY_MS, signal && { signal })) {
        if (await whileWaiting()) return 'notNeeded';
        const claimed = await claimLogin(db, { accountId, owner, of, now: clock.now() });
        if (claimed.claimed) {
          // The one before ended just now.
          if (!(await whileWaiting())) return 0;
          await takeLoginBack(db, accountId, owner);
          return 'notNeeded';
        }
        const isPatient = elapsed() - since < WAIT_AT_MOST_MS;
        // Whoever had it ended between the claim and the look: nobody has to wait for that.
        if (claimed.underWay || claimed.waitMs === 0) {
          if (isPatient) continue;
          return Math.min(TRY_AGAIN_MS, Math.max(SECOND, claimed.waitMs));
        }
        return (await whileWaiting()) ? 'notNeeded' : Math.max(SECOND, claimed.waitMs);
      }
    },
    /** Nothing was sent that could have been refused. */
    takeBack: () => takeLoginBack(db, accountId, owner),
    /** `hasSession` false: keys were tried, and nothing is kept. */
    succeeded: ({ hasSession = true } = {}) =>
      noteLoggedIn(db, accountId, clock.now(), { owner, hasSession }),
    /** What to tell instead, where it was one too many; null: not yet. */
    async failed(
      { kind, words }: Pick<PlatformError, 'kind' | 'words'>,
      { isTypo = false } = {},
    ): Promise<PlatformError | null> {
      // A picture was shown, and nothing sent. Whoever comes next is to be told the same, and not to wait.
      if (kind === 'needsPerson') await takeLoginBack(db, accountId, owner);
      // Nobody saw it, or it was none.
      else if (kind === 'unreachable' || kind === 'tooFast') await endLogin(db, accountId, owner);
      else {
        const count = await noteLoginFailed(db, accountId, owner, { now: clock.now(), isTypo });
        if (count < LOGINS_FAILED_AT_MOST || kind === 'wrongPassword') return null;
        const what = saying('platform.loginsFailed', { count: LOGINS_FAILED_AT_MOST, why: words });
        return new PlatformError('blocked', wordsOf(what));
      }
      return null;
    },
  };
}

/**
 * The logins of one call that nobody stands by. What another call got meanwhile is used instead of a login, and what a login
 * gets is kept before anything else is asked: neither two calls at once nor a restart log in twice.
 */
export function loginBounds(deps: LoginDeps, accountId: number, access: Access): LoginBounds {
  const { db, clock, accounts } = deps;
  const login = accountLogin(deps, accountId, access);
  const beganAt = clock.now();
  async function newerSession(): Promise<{ session: unknown } | null> {
    const { session, secretsSealed, sessionSealed } = await accounts.openAccess(db, accountId);
    const isNewer = session !== null && JSON.stringify(session) !== JSON.stringify(access.session);
    if (secretsSealed !== access.secretsSealed || !isNewer) return null;
    // What the call brings back is from now on of this one.
    Object.assign(access, { session, sessionSealed });
    return { session };
  }
  return {
    newerSession,
    async beforeLogin(signal) {
      let newer: { session: unknown } | null = null;
      const isThere = async () => {
        newer = await newerSession();
        return newer !== null;
      };
      const waitMs = await login.begin({ signal, whileWaiting: isThere });
      if (waitMs === 'notNeeded') return newer;
      if (waitMs > 0) throw tooSoon(waitMs);
      return null;
    },
    async loggedIn(session) {
      await accounts.saveSession(db, accountId, session, access);
      await login.succeeded();
    },
    loginFailed: (failure) => login.failed(failure),
    sessionEnded: () => noteSessionEnded(db, accountId, { now: clock.now(), beganAt }),
  };
}

function tooSoon(waitMs: number): PlatformError {
  const seconds = Math.ceil(waitMs / SECOND);
  return new PlatformError('tooFast', wordsOf(saying('platform.loginTooSoon', { seconds })), {
    retryAfterMs: waitMs,
  });
}
