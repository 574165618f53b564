import { PlatformError } from '../../plugin-api/index.ts';
import type { CallBounds } from '../../plugin-host/index.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import type { Account } from '../accounts/index.ts';
import {
  type Access,
  type AccountLogin,
  accountLogin,
  type LoginDeps,
  loginBounds,
} from './account-logins.ts';
import { findPoll, noteSpent } from './account-poll.repository.ts';
import { freeAt, readSpent, reservedOf, totalOf } from './hourly-budget.ts';
import { noteLoggedIn } from './login.repository.ts';

export interface AskingBoundsDeps extends LoginDeps {
  /** Requests in any hour that a platform bears for one account. */
  perHour(platform: string): number;
}

/** An account as far as its budget goes. */
type Asked = Pick<Account, 'id' | 'platform' | 'hourlyBudget'>;

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
export function createAskingBounds(deps: AskingBoundsDeps) {
  const { db, clock, perHour } = deps;
  /** Requests in any hour: the owner's, and never more than the platform's own. */
  const budgetOf = ({ platform, hourlyBudget }: Pick<Asked, 'platform' | 'hourlyBudget'>) =>
    Math.min(hourlyBudget ?? Number.POSITIVE_INFINITY, perHour(platform));

  /** For a call with `most` requests at the most. */
  function bound(accountId: number, access: Access, most: number): MeasuredBounds {
    let requests = 0;
    return {
      requests: () => requests,
      bounds: {
        beforeRequest() {
          if (requests >= most) throw spentAll();
          requests += 1;
        },
        ...loginBounds(deps, accountId, access),
      },
    };
  }

  return {
    budgetOf,
    bound,
    /** One that a person makes. */
    login: (accountId: number, access: Access): AccountLogin => accountLogin(deps, accountId, access),
    /** A person handed over the session of his browser. */
    noteHandedOver: (accountId: number) => noteLoggedIn(db, accountId, clock.now()),

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
