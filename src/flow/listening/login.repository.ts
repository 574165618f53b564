import type { Db } from '../../shared/db.ts';
import { changeRows, findRow } from '../../shared/written-sql.ts';

/** The only SQL on `account_logins`: when an account logged in last, how that ended, how long its sessions last. */

/**
 * Null for the one caller, in whatever process, that may log in now: nobody did with this password (`of`) since `since`.
 * Else when the last one was; ms. One that lies ahead was made before our clock was set back, and binds nobody.
 */
export async function claimLogin(
  db: Db,
  accountId: number,
  { of, now, since }: { of: string; now: number; since: number },
): Promise<number | null> {
  await db('account_logins').insert({ account_id: accountId }).onConflict('account_id').ignore();
  const text = `update account_logins set failures = case when login_of = ? then failures else 0 end,
      login_of = ?, login_at = ?
    where account_id = ? and (login_of <> ? or login_at not between ? and ?)`;
  if ((await changeRows(db, text, [of, of, now, accountId, of, since + 1, now])) === 1) return null;
  const row = await findRow(db, 'account_logins', { account_id: accountId }, { columns: ['login_at'] });
  return Number(row?.login_at ?? 0);
}

/** It was none after all: nothing was sent that could have been refused. */
export async function takeLoginBack(db: Db, accountId: number): Promise<void> {
  await db('account_logins').where({ account_id: accountId }).update({ login_at: 0 });
}

/** Let in: a session begins. */
export async function noteLoggedIn(db: Db, accountId: number, now: number): Promise<void> {
  await db('account_logins').where({ account_id: accountId }).update({ failures: 0, session_at: now });
}

/** Not let in; how often that was so in a row. */
export async function noteLoginFailed(db: Db, accountId: number): Promise<number> {
  await db('account_logins').where({ account_id: accountId }).increment('failures', 1);
  const row = await findRow(db, 'account_logins', { account_id: accountId }, { columns: ['failures'] });
  return Number(row?.failures ?? 0);
}

/** The platform doesn't know the session any more. */
export async function noteSessionEnded(db: Db, accountId: number, now: number): Promise<void> {
  const text = `update account_logins set session_lasted_ms = ? - session_at, session_at = null
    where account_id = ? and session_at <= ?`;
  await changeRows(db, text, [now, accountId, now]);
}

export interface AccountLogins {
  /** When it logged in last; 0: never. */
  loginAt: number;
  /** Since when the platform knows its session; null: not known. */
  sessionAt: number | null;
  /** How long the session before it lasted; ms, null: not known. */
  sessionLastedMs: number | null;
}

export async function findLogins(db: Db, accountId: number): Promise<AccountLogins> {
  const row = await findRow(db, 'account_logins', { account_id: accountId });
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    loginAt: Number(row?.login_at ?? 0),
    sessionAt: number(row?.session_at),
    sessionLastedMs: number(row?.session_lasted_ms),
  };
}
