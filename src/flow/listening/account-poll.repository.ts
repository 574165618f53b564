import type { Db } from '../../shared/db.ts';
import type { Saying } from '../../shared/saying.ts';
import { inSharedTransaction, inUnhurriedTransaction } from '../../shared/shared-write.ts';
import { changeRows, findRow, updateRows } from '../../shared/written-sql.ts';
import { keepSaying, readKept, type Telling } from '../accounts/index.ts';
import { addSpent, readSpent, type Spent, totalOf, writeSpent } from './hourly-budget.ts';
import { FURTHEST_AHEAD_MS, LONGEST_REST_MS } from './poll-pace.ts';

/** The only SQL on `account_polls`: when an account was asked, may be asked again, and by which process. */

const LONGEST_ERROR = 2_000;

export interface AccountPoll {
  nextPollAt: number;
  /** Left alone until then, because the platform wants it or only a person gets on; ms, 0: it isn't. */
  restUntil: number;
  /** Receipts paid up to here have been read; 0: never asked. */
  polledUntil: number;
  /** In a row. */
  failures: number;
  lastStartedAt: number | null;
  lastOkAt: number | null;
  lastError: Saying | null;
  /** When the hold of an amount that nobody paid ended last; 0: never. */
  endedAt: number;
  /** What it asked in the last hour, as it is stored: see readSpent. */
  spent: string;
  /** Requests that the last query took. */
  lastRequests: number;
  /** Until when a buyer is thought to look at his cashier; 0: nobody did. */
  quickUntil: number;
  /** When its budget last made it ask more seldom than it would have; 0: never. */
  tightAt: number;
}

const never: AccountPoll = {
  nextPollAt: 0,
  restUntil: 0,
  polledUntil: 0,
  failures: 0,
  lastStartedAt: null,
  lastOkAt: null,
  lastError: null,
  endedAt: 0,
  spent: '',
  lastRequests: 1,
  quickUntil: 0,
  tightAt: 0,
};

export async function findPoll(db: Db, accountId: number): Promise<AccountPoll> {
  const row = await findRow(db, 'account_polls', { account_id: accountId });
  return row ? toPoll(row) : never;
}

export async function listPolls(db: Db, accountIds: number[]): Promise<Map<number, AccountPoll>> {
  const rows = await db('account_polls').whereIn('account_id', accountIds);
  return new Map(rows.map((row) => [Number(row.account_id), toPoll(row)]));
}

export interface PollClaim {
  accountId: number;
  owner: string;
  now: number;
  leaseUntil: number;
  nextPollAt: number;
  /** Requests that the account may make in any hour, for this purpose. */
  budget: number;
  /** It is asked more seldom than it would be, for its budget's sake. */
  isTight: boolean;
}

/**
 * For the one caller, in whatever process, that may ask the account now: how many requests it has made in the last hour,
 * this one, which is counted, among them. Null for everybody else: before `nextPollAt`, while the lease runs or the account
 * rests, and when the hour's budget is used up. A plan or lease that lies further ahead than one is ever made was made
 * before our clock was set back, and binds nobody.
 */
export async function claimPoll(db: Db, claim: PollClaim): Promise<number | null> {
  const { accountId, owner, now, leaseUntil, nextPollAt, isTight } = claim;
  return inSharedTransaction(db, async (trx) => {
    const known = await lockSpent(trx, accountId, now);
    if (totalOf(known) >= claim.budget) return null;
    const spent = addSpent(known, now, 1);
    const claimed = await changeRows(trx, CLAIM, [
      ...[owner, leaseUntil, nextPollAt, now, writeSpent(spent), isTight, now, accountId],
      ...[now + 1, leaseUntil, now + 1, now + FURTHEST_AHEAD_MS, now + 1, now + LONGEST_REST_MS],
    ]);
    return claimed === 1 ? totalOf(spent) : null;
  });
}

/** What was asked in the last hour; nobody else changes it until the transaction ends. */
async function lockSpent(trx: Db, accountId: number, now: number): Promise<Spent> {
  const read = () =>
    findRow(trx, 'account_polls', { account_id: accountId }, { columns: ['spent'], forUpdate: true });
  let row = await read();
  if (!row) {
    await trx('account_polls').insert({ account_id: accountId }).onConflict('account_id').ignore();
    row = await read();
  }
  return readSpent(String(row?.spent ?? ''), now);
}

/** Counts requests that were made beside the queries: for bills, for logins, for people. */
export async function noteSpent(db: Db, accountId: number, requests: number, now: number): Promise<void> {
  if (requests === 0) return;
  await inSharedTransaction(db, async (trx) => {
    const spent = addSpent(await lockSpent(trx, accountId, now), now, requests);
    await updateRows(trx, 'account_polls', { account_id: accountId }, { spent: writeSpent(spent) });
  });
}

/** A buyer of the account sees his cashier. Written once for many of them. */
export async function noteLooked(db: Db, accountId: number, now: number, until: number): Promise<void> {
  const late = (now + until) / 2;
  const text = 'update account_polls set quick_until = ? where account_id = ? and quick_until < ?';
  await changeRows(db, text, [until, accountId, late]);
}

const CLAIM = `update account_polls set lease_owner = ?, lease_until = ?, next_poll_at = ?, last_started_at = ?,
    spent = ?, tight_at = case when ? then ? else tight_at end
  where account_id = ? and lease_until not between ? and ? and next_poll_at not between ? and ?
    and rest_until not between ? and ?`;

/** Ends the lease of this owner and writes what came of the query. */
export async function finishPoll(
  db: Db,
  accountId: number,
  owner: string,
  outcome:
    | { ok: true; at: number; polledUntil: number; requests: number }
    | {
        ok: false;
        at: number;
        failures: number;
        nextPollAt: number;
        restUntil: number;
        error: Telling;
        requests: number;
      },
): Promise<void> {
  const result = outcome.ok
    ? { failures: 0, last_ok_at: outcome.at, polled_until: outcome.polledUntil, last_error: null }
    : {
        failures: outcome.failures,
        next_poll_at: outcome.nextPollAt,
        rest_until: outcome.restUntil,
        last_error: keepSaying(outcome.error, LONGEST_ERROR),
      };
  const { at, requests } = outcome;
  const more = Math.max(1, requests) - 1;
  await inUnhurriedTransaction(db, async (trx) => {
    const spent =
      more > 0 ? { spent: writeSpent(addSpent(await lockSpent(trx, accountId, at), at, more)) } : {};
    await updateRows(
      trx,
      'account_polls',
      { account_id: accountId, lease_owner: owner },
      { lease_owner: null, lease_until: 0, ...result, ...spent, last_requests: Math.max(1, requests) },
    );
  });
}

/** A person logged in: the account may be asked again at once. */
export async function endRest(db: Db, accountId: number): Promise<void> {
  await db('account_polls').where({ account_id: accountId }).update({ rest_until: 0 });
}

/** Remembers that an amount of the account is free again that nobody paid: its money may have come in the last moment. */
export async function noteEnded(trx: Db, accountId: number, endedAt: number): Promise<void> {
  await trx('account_polls').insert({ account_id: accountId }).onConflict('account_id').ignore();
  await trx('account_polls')
    .where({ account_id: accountId })
    .where('ended_at', '<', endedAt)
    .update({ ended_at: endedAt });
}

function toPoll(row: Record<string, unknown>): AccountPoll {
  const at = (value: unknown) => (value === null ? null : Number(value));
  return {
    nextPollAt: Number(row.next_poll_at),
    restUntil: Number(row.rest_until),
    polledUntil: Number(row.polled_until),
    failures: Number(row.failures),
    lastStartedAt: at(row.last_started_at),
    lastOkAt: at(row.last_ok_at),
    lastError: readKept(row.last_error),
    endedAt: Number(row.ended_at),
    spent: String(row.spent),
    lastRequests: Number(row.last_requests),
    quickUntil: Number(row.quick_until),
    tightAt: Number(row.tight_at),
  };
}
