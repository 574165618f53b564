import type { Db } from '../../shared/db.ts';
import { changeRows, findRow } from '../../shared/written-sql.ts';
import {
  LOGIN_LEASE_MS,
  LOGIN_OWES_MS,
  MAY_OWE_MS,
  OWED_AT_MOST_MS,
  REFUSED_OWES_MS,
  untilLogin,
} from './login-pace.ts';

/** The only SQL on `account_logins`: which login is under way, when the next one may be, how long sessions last. */

export interface LoginClaim {
  accountId: number;
  /** This login alone, in lease rows. */
  owner: string;
  /** Which password or keys: what was owed and failed with another one binds nobody. */
  of: string;
  now: number;
}

/** 'underWay': somebody logs in at this moment, in whatever process; else how long to wait for the next one, ms. */
export type ClaimedLogin = { claimed: true } | { claimed: false; underWay: boolean; waitMs: number };

/** For one caller at a time, in whatever process: until endLogin, or until the lease is over where that one was killed. */
export async function claimLogin(db: Db, claim: LoginClaim): Promise<ClaimedLogin> {
  const { accountId, owner, of, now } = claim;
  await db('account_logins').insert({ account_id: accountId }).onConflict('account_id').ignore();
  if ((await changeRows(db, CLAIM, claimValues({ accountId, owner, of, now }))) === 1)
    return { claimed: true };
  const row = await findRow(db, 'account_logins', { account_id: accountId });
  const leaseUntil = Number(row?.lease_until ?? 0);
  const underWay = leaseUntil > now && leaseUntil <= now + LOGIN_LEASE_MS;
  const waitMs = underWay ? leaseUntil - now : untilLogin(Number(row?.owed_until ?? 0), now);
  return { claimed: false, underWay, waitMs };
}

// In MySQL an assignment sees what those before it wrote: `login_of` comes last.
const CLAIM = `update account_logins set
    failures = case when login_of = ? then failures else 0 end,
    owed_until = ? + case when login_of = ? and owed_until between ? and ? then owed_until else ? end,
    lease_owner = ?, lease_until = ?, login_of = ?
  where account_id = ? and lease_until not between ? and ?
    and (login_of <> ? or owed_until not between ? and ?)`;

function claimValues({ accountId, owner, of, now }: LoginClaim): (string | number)[] {
  const latest = now + OWED_AT_MOST_MS;
  return [
    ...[of, LOGIN_OWES_MS, of, now, latest, now, owner, now + LOGIN_LEASE_MS, of],
    ...[accountId, now + 1, now + LOGIN_LEASE_MS, of, now + MAY_OWE_MS + 1, latest],
  ];
}

/** It was none after all: nothing was sent that could have been refused. */
export async function takeLoginBack(db: Db, accountId: number, owner: string): Promise<void> {
  const text = `update account_logins set owed_until = owed_until - ?, ${FREED}
    where account_id = ? and lease_owner = ?`;
  await changeRows(db, text, [LOGIN_OWES_MS, accountId, owner]);
}

/** How it ended is not known, or tells nothing: nobody may have seen it. It owes its minute all the same. */
export async function endLogin(db: Db, accountId: number, owner: string): Promise<void> {
  await changeRows(db, `update account_logins set ${ENDED} where account_id = ? and lease_owner = ?`, [
    accountId,
    owner,
  ]);
}

/** Not let in; how often that was so in a row. `isTypo`: a person misread a picture, and may try the next one at once. */
export async function noteLoginFailed(
  db: Db,
  accountId: number,
  owner: string,
  { now, isTypo = false }: { now: number; isTypo?: boolean },
): Promise<number> {
  const owed = isTypo ? 0 : now + REFUSED_OWES_MS;
  const text = `update account_logins set failures = failures + 1,
      owed_until = case when owed_until < ? then ? else owed_until end, ${ENDED}
    where account_id = ? and lease_owner = ?`;
  await changeRows(db, text, [owed, owed, accountId, owner]);
  const row = await findRow(db, 'account_logins', { account_id: accountId }, { columns: ['failures'] });
  return Number(row?.failures ?? 0);
}

/** Let in, by a login of ours (`owner`) or with what a person handed over. `hasSession`: a session begins. */
export async function noteLoggedIn(
  db: Db,
  accountId: number,
  now: number,
  { owner, hasSession = true }: { owner?: string; hasSession?: boolean } = {},
): Promise<void> {
  await db('account_logins').insert({ account_id: accountId }).onConflict('account_id').ignore();
  const session_at = hasSession ? now : null;
  await db('account_logins').where({ account_id: accountId }).update({ failures: 0, session_at });
  if (owner !== undefined) await endLogin(db, accountId, owner);
}

const FREED = 'lease_owner = null, lease_until = 0';
/** It was one, which began as long ago as its lease: a picture that was only shown is none. */
const ENDED = `login_at = lease_until - ${LOGIN_LEASE_MS}, ${FREED}`;

/** The platform doesn't know the session any more with which a call began (`beganAt`); one that was made since is another. */
export async function noteSessionEnded(
  db: Db,
  accountId: number,
  { now, beganAt }: { now: number; beganAt: number },
): Promise<void> {
  const text = `update account_logins set session_lasted_ms = ? - session_at, session_at = null
    where account_id = ? and session_at <= ?`;
  await changeRows(db, text, [now, accountId, beganAt]);
}

export interface LoginTimes {
  /** When it logged in last; 0: never. */
  loginAt: number;
  /** Since when the platform knows its session; null: not known. */
  sessionAt: number | null;
  /** How long the session before it lasted; ms, null: not known. */
  sessionLastedMs: number | null;
}

export async function findLogins(db: Db, accountId: number): Promise<LoginTimes> {
  const row = await findRow(db, 'account_logins', { account_id: accountId });
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    loginAt: Number(row?.login_at ?? 0),
    sessionAt: number(row?.session_at),
    sessionLastedMs: number(row?.session_lasted_ms),
  };
}
