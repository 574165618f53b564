import { createHash } from 'node:crypto';
import { PlatformError } from '../../plugin-api/index.ts';
import type { CallBounds } from '../../plugin-host/index.ts';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import type { Account } from '../accounts/index.ts';
import { findPoll, noteSpent } from './account-poll.repository.ts';
import { freeAt, readSpent, reservedOf, totalOf } from './hourly-budget.ts';
import {
  claimLogin,
  noteLoggedIn,
  noteLoginFailed,
  noteSessionEnded,
  takeLoginBack,
} from './login.repository.ts';

/** No account logs in more often than this, whoever wants it. */
export const LOGIN_EVERY_MS = MINUTE;
/** So many logins in a row that fail, and nobody tries any more. */
export const LOGINS_FAILED_AT_MOST = 3;

export interface AskingBoundsDeps {
  db: Db;
  clock: Clock;
  /** Requests in any hour that a platform bears for one account. */
  perHour(platform: string): number;
}

/** An account, and with which password or keys it is asked. */
type Asked = Pick<Account, 'id' | 'platform' | 'hourlyBudget'>;
interface Access {
  secretsSealed: string;
}

/** The bounds of one call, and how many requests it made. */
export interface MeasuredBounds {
  bounds: CallBounds;
  requests(): number;
}

export type AskingBounds = ReturnType<typeof createAskingBounds>;

/**
 * What holds every call to an account's platform within bounds, in all processes together and over restarts: requests in
 * an hour, and logins.
 */
export function createAskingBounds({ db, clock, perHour }: AskingBoundsDeps) {
  /** Requests in any hour: the owner's, and never more than the platform's own. */
  const budgetOf = ({ platform, hourlyBudget }: Pick<Asked, 'platform' | 'hourlyBudget'>) =>
    Math.min(hourlyBudget ?? Number.POSITIVE_INFINITY, perHour(platform));

  const login = (accountId: number, { secretsSealed }: Access) => {
    const of = createHash('sha256').update(secretsSealed).digest('hex').slice(0, 32);
    const begin = async () => {
      const now = clock.now();
      const last = await claimLogin(db, accountId, { of, now, since: now - LOGIN_EVERY_MS });
      return last === null ? 0 : Math.max(SECOND, last + LOGIN_EVERY_MS - now);
    };
    return {
      /** 0: log in now, it is counted. Else how long to wait first; ms. */
      begin,
      /** Nothing was sent that could have been refused. */
      takeBack: () => takeLoginBack(db, accountId),
      succeeded: () => noteLoggedIn(db, accountId, clock.now()),
      /** What to tell instead, where it was one too many; null: not yet. */
      async failed({ kind, words }: Pick<PlatformError, 'kind' | 'words'>): Promise<PlatformError | null> {
        // A picture was shown, and nothing sent. Whoever comes next is to be told the same, and not to wait.
        if (kind === 'needsPerson') await takeLoginBack(db, accountId);
        // Nobody saw it, or it was none.
        if (kind === 'unreachable' || kind === 'tooFast' || kind === 'needsPerson') return null;
        if ((await noteLoginFailed(db, accountId)) < LOGINS_FAILED_AT_MOST) return null;
        const what = saying('platform.loginsFailed', { count: LOGINS_FAILED_AT_MOST, why: words });
        return kind === 'wrongPassword' ? null : new PlatformError('blocked', wordsOf(what));
      },
    };
  };

  /** For a call with `most` requests at the most. */
  function bound(accountId: number, access: Access, most: number): MeasuredBounds {
    let requests = 0;
    const logins = login(accountId, access);
    return {
      requests: () => requests,
      bounds: {
        beforeRequest() {
          if (requests >= most) throw spentAll();
          requests += 1;
        },
        async beforeLogin() {
          const waitMs = await logins.begin();
          if (waitMs > 0) throw tooSoon(waitMs);
        },
        async afterLogin(failure) {
          if (failure !== null) return logins.failed(failure);
          await logins.succeeded();
          return null;
        },
        sessionEnded: () => noteSessionEnded(db, accountId, clock.now()),
      },
    };
  }

  return {
    budgetOf,
    login,
    bound,

    /**
     * Makes one call within what is left of the hour, and counts what it took. `share`: 'usual' leaves alone what is kept
     * for what must not fail.
     */
    async within<T>(
      account: Asked,
      access: Access,
      share: 'usual' | 'reserved',
      call: (bounds: CallBounds) => Promise<T>,
    ): Promise<T> {
      const budget = budgetOf(account);
      const spent = readSpent((await findPoll(db, account.id)).spent, clock.now());
      const most = budget - totalOf(spent) - (share === 'usual' ? reservedOf(budget) : 0);
      const measured = bound(account.id, access, most);
      try {
        return await call(measured.bounds);
      } finally {
        await noteSpent(db, account.id, measured.requests(), clock.now());
      }
    },

    /** How the account's hour stands. */
    async gauge(account: Asked): Promise<BudgetGauge> {
      const budget = budgetOf(account);
      const now = clock.now();
      const spent = readSpent((await findPoll(db, account.id)).spent, now);
      const used = totalOf(spent);
      const usual = budget - reservedOf(budget);
      return {
        used,
        budget,
        reserved: budget - usual,
        freeAt: used < usual ? null : freeAt(spent, now, usual),
      };
    },
  };
}

/** How many requests of an hour's budget are used. */
export interface BudgetGauge {
  used: number;
  budget: number;
  /** Of the budget: for presses on 确认支付 and last looks only. */
  reserved: number;
  /** When the usual questions go on; null: they do now. */
  freeAt: number | null;
}

function spentAll(): PlatformError {
  return new PlatformError('tooFast', wordsOf(saying('platform.hourSpent')));
}

function tooSoon(waitMs: number): PlatformError {
  const seconds = Math.ceil(waitMs / SECOND);
  return new PlatformError('tooFast', wordsOf(saying('platform.loginTooSoon', { seconds })), {
    retryAfterMs: waitMs,
  });
}
