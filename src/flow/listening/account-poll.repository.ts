import type { Db } from '../../shared/db.ts';
import type { Saying } from '../../shared/saying.ts';
import { inSharedTransaction, inUnhurriedTransaction } from '../../shared/shared-write.ts';
import { changeRows, findRow, updateRows } from '../../shared/written-sql.ts';
import { keepSaying, readKept, type Telling } from '../accounts/index.ts';
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
};

export async function findPoll(db: Db, accountId: number): Promise<AccountPoll> {
  const row = await findRow(db, 'account_polls', { account_id: accountId });
  return row ? toPoll(row) : never;
}

export async function listPolls(db: Db, accountIds: number[]): Promise<Map<number, AccountPoll>> {
  const rows = await db('account_polls').whereIn('account_id', accountIds);
  return new Map(rows.map((row) => [Number(row.account_id), toPoll(row)]));
}

/**
 * True for the one caller, in whatever process, that may ask the account now. Nobody else may before `nextPollAt`,
 * nor while the lease runs or the account rests. A plan or lease that lies further ahead than one is ever made was made before our clock
 * was set back, and binds nobody.
 */
export async function claimPoll(
  db: Db,
  claim: { accountId: number; owner: string; now: number; leaseUntil: number; nextPollAt: number },
): Promise<boolean> {
  const { accountId, owner, now, leaseUntil, nextPollAt } = claim;
  const free = (trx: Db) =>
    changeRows(trx, CLAIM, [
      ...[owner, leaseUntil, nextPollAt, now, accountId],
      ...[now + 1, leaseUntil, now + 1, now + FURTHEST_AHEAD_MS, now + 1, now + LONGEST_REST_MS],
    ]);
  return inSharedTransaction(db, async (trx) => {
    if ((await free(trx)) === 1) return true;
    await trx('account_polls').insert({ account_id: accountId }).onConflict('account_id').ignore();
    return (await free(trx)) === 1;
  });
}

const CLAIM = `update account_polls set lease_owner = ?, lease_until = ?, next_poll_at = ?, last_started_at = ?
  where account_id = ? and lease_until not between ? and ? and next_poll_at not between ? and ?
    and rest_until not between ? and ?`;

/** Ends the lease of this owner and writes what came of the query. */
export async function finishPoll(
  db: Db,
  accountId: number,
  owner: string,
  outcome:
    | { ok: true; at: number; polledUntil: number }
    | { ok: false; failures: number; nextPollAt: number; restUntil: number; error: Telling },
): Promise<void> {
  const result = outcome.ok
    ? { failures: 0, last_ok_at: outcome.at, polled_until: outcome.polledUntil, last_error: null }
    : {
        failures: outcome.failures,
        next_poll_at: outcome.nextPollAt,
        rest_until: outcome.restUntil,
        last_error: keepSaying(outcome.error, LONGEST_ERROR),
      };
  await inUnhurriedTransaction(db, (trx) =>
    updateRows(
      trx,
      'account_polls',
      { account_id: accountId, lease_owner: owner },
      { lease_owner: null, lease_until: 0, ...result },
    ),
  );
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
  };
}
