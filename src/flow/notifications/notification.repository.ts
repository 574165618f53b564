import type { Knex } from 'knex';
import type { Scope } from '../../shared/actor.ts';
import { type Db, inTransaction, isSqlite } from '../../shared/db.ts';
import { insertRows } from '../../shared/insert-rows.ts';
import { fromStored, type Saying, toStored } from '../../shared/saying.ts';
import { changeRows, marks } from '../../shared/written-sql.ts';
import type {
  Attempt,
  AttemptOutcome,
  FinishedCall,
  Notification,
  NotificationState,
} from './notification.ts';

/** The only SQL on `notifications` and `notification_attempts`. Who may send is decided by lease: owner and end. */

/** A row that the caller may send now, until its lease ends. */
export interface Claimed {
  tradeNo: string;
  queuedAt: number;
  attempts: number;
  leaseUntil: number;
  /** Whose line it stands in; null for one that was queued before there were lines. */
  host: string | null;
}

/**
 * Queues the notifications of orders, leased to this process from the start: it sends at once after the commit,
 * without claiming. When it dies before, the lease runs out and anyone claims the rows. `hosts`: whose line each
 * stands in, as laneHost says.
 */
export async function enqueue(
  trx: Db,
  queued: { tradeNos: string[]; hosts?: string[]; now: number; leaseOwner: string; leaseUntil: number },
): Promise<void> {
  await insertRows(
    trx,
    'notifications',
    queued.tradeNos.map((tradeNo, at) => ({
      trade_no: tradeNo,
      host: queued.hosts?.[at] ?? null,
      state: 'queued',
      queued_at: queued.now,
      attempts: 0,
      next_attempt_at: queued.now,
      lease_owner: queued.leaseOwner,
      lease_until: queued.leaseUntil,
    })),
  );
}

/**
 * Takes up to `limit` due notifications that nobody holds, longest due first and then as queued. No two callers ever
 * get the same row. Of one host's line only, or of all but those of some hosts, whose lines are full.
 */
export async function claimDue(
  db: Db,
  claim: {
    now: number;
    owner: string;
    leaseMs: number;
    limit: number;
    onlyHost?: string;
    exceptHosts?: string[];
  },
): Promise<Claimed[]> {
  const { now, owner, leaseMs, limit, onlyHost, exceptHosts = [] } = claim;
  const leaseUntil = now + leaseMs;
  const due = (trx: Db) =>
    trx('notifications')
      .where({ state: 'queued' })
      .where('next_attempt_at', '<=', now)
      .where('lease_until', '<=', now);
  const inLine = [
    { column: 'next_attempt_at', order: 'asc' },
    { column: 'id', order: 'asc' },
  ];
  const looked = due(db).orderBy(inLine).limit(limit);
  if (onlyHost !== undefined) looked.where({ host: onlyHost });
  if (exceptHosts.length > 0) {
    looked.where((others) => others.whereNull('host').orWhereNotIn('host', exceptHosts));
  }
  const seen = await looked.pluck('trade_no');
  if (seen.length === 0) return [];
  return inTransaction(db, async (trx) => {
    // The locking read waits for another claimer and then no longer sees the rows that it took.
    const rows = await due(trx)
      .whereIn('trade_no', seen)
      .orderBy(inLine)
      .forUpdate()
      .select('trade_no', 'queued_at', 'attempts', 'host');
    const claimed = rows.map((row) => ({
      tradeNo: String(row.trade_no),
      queuedAt: Number(row.queued_at),
      attempts: Number(row.attempts),
      host: textOrNull(row.host),
      leaseUntil,
    }));
    await trx('notifications')
      .whereIn(
        'trade_no',
        claimed.map(({ tradeNo }) => tradeNo),
      )
      .update({ lease_owner: owner, lease_until: leaseUntil });
    return claimed;
  });
}

/** Keeps a claimed notification longer. False when another process has it by now, or it is no longer queued. */
export async function renewLease(
  db: Db,
  lease: { tradeNo: string; owner: string; until: number },
): Promise<boolean> {
  const changed = await db('notifications')
    .where({ trade_no: lease.tradeNo, lease_owner: lease.owner, state: 'queued' })
    .update({ lease_until: lease.until });
  return changed === 1;
}

/** Lets go of one host's that were not sent: they stand where they stood in the table's line, for anyone to claim. */
export async function letGo(
  db: Db,
  left: { tradeNos: string[]; host: string; owner: string },
): Promise<void> {
  await db('notifications')
    .whereIn('trade_no', left.tradeNos)
    .where({ lease_owner: left.owner, state: 'queued' })
    .update({ host: left.host, lease_owner: null, lease_until: 0 });
}

/** Notes in whose line a notification stands that was queued before there were lines. */
export async function setHost(db: Db, { tradeNo, host }: { tradeNo: string; host: string }): Promise<void> {
  await db('notifications').where({ trade_no: tradeNo }).update({ host });
}

/**
 * Keeps each call and moves its notification on. An acknowledgement counts whoever got it; a failure plans the next
 * attempt only while `owner` still holds the lease and nobody acknowledged in between. Belongs in a transaction.
 * Returns the trade numbers that were given up by this.
 */
export async function recordAttempts(
  trx: Db,
  finished: FinishedCall[],
  by: { owner: string; now: number },
): Promise<Set<string>> {
  // The same order in every process, so that two of them don't wait for each other's rows.
  const calls = finished.toSorted((a, b) => (a.tradeNo < b.tradeNo ? -1 : 1));
  await insertRows(trx, 'notification_attempts', calls.map(toAttemptRow));
  const [acknowledged, failed] = partition(calls, ({ call }) => call.outcome === 'acknowledged');
  const [byHand, planned] = partition(acknowledged, (entry) => entry.byHand);
  await acknowledge(trx, planned, { counted: true, now: by.now });
  await acknowledge(trx, byHand, { counted: false, now: by.now });
  const gaveUp = new Set<string>();
  for (const entry of failed) {
    const moved = await planNext(trx, entry, by);
    if (moved && !entry.byHand && entry.nextAttemptAt === null) gaveUp.add(entry.tradeNo);
  }
  return gaveUp;
}

async function acknowledge(
  trx: Db,
  calls: FinishedCall[],
  { counted, now }: { counted: boolean; now: number },
): Promise<void> {
  if (calls.length === 0) return;
  const text = `update notifications set state = 'acknowledged', acknowledged_at = ?, next_attempt_at = null,
      last_cause = null, lease_owner = null, lease_until = 0 ${counted ? ', attempts = attempts + 1' : ''}
    where trade_no in (${marks(calls.length)}) and not state = 'acknowledged'`;
  await changeRows(trx, text, [now, ...calls.map(({ tradeNo }) => tradeNo)]);
}

/** False when it was acknowledged meanwhile, or another process has it by now. */
async function planNext(trx: Db, entry: FinishedCall, { owner }: { owner: string }): Promise<boolean> {
  const row = trx('notifications').where({ trade_no: entry.tradeNo });
  const last_cause = storedOrNull(entry.call.cause);
  if (entry.byHand) return (await row.whereNot({ state: 'acknowledged' }).update({ last_cause })) === 1;
  const changed = await row.where({ state: 'queued', lease_owner: owner }).update({
    state: entry.nextAttemptAt === null ? 'given_up' : 'queued',
    next_attempt_at: entry.nextAttemptAt,
    last_cause,
    attempts: trx.raw('attempts + 1'),
    lease_owner: null,
    lease_until: 0,
  });
  return changed === 1;
}

function partition<T>(items: T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

export async function findNotification(db: Db, tradeNo: string): Promise<Notification | undefined> {
  const row = await db('notifications').where({ trade_no: tradeNo }).first();
  return row && toNotification(row);
}

export async function findNotifications(db: Db, tradeNos: string[]): Promise<Notification[]> {
  const rows = await db('notifications').whereIn('trade_no', tradeNos);
  return rows.map(toNotification);
}

/** Every call about the order, oldest first. */
export async function listAttempts(db: Db, tradeNo: string): Promise<Attempt[]> {
  const rows = await db('notification_attempts').where({ trade_no: tradeNo }).orderBy('id');
  return rows.map(toAttempt);
}

/** What fails for so many attempts by now and is still tried, the next to be tried first. */
export async function listFailing(
  db: Db,
  scope: Scope,
  { attempts, limit }: { attempts: number; limit: number },
): Promise<Notification[]> {
  const queued = db('notifications').where({ state: 'queued' }).where('attempts', '>=', attempts);
  const rows = await ofScope(db, queued, scope).orderBy('next_attempt_at').limit(limit);
  return rows.map(toNotification);
}

/** Bounds a query on notifications to those about the orders of these merchants. */
export function ofScope<Query extends Knex.QueryBuilder>(db: Db, query: Query, scope: Scope): Query {
  if (scope === 'all') return query;
  // MySQL looks an order up by its index only where both numbers are of one alphabet.
  const tradeNo = isSqlite(db) ? 'notifications.trade_no' : 'convert(notifications.trade_no using ascii)';
  query.whereExists((own) =>
    own
      .from('orders')
      .select('orders.id')
      .whereRaw(`orders.trade_no = ${tradeNo}`)
      .whereIn('orders.pid', [...scope]),
  );
  return query;
}

/** What shops did not take yet: given up first, then what is still tried after a failure; newest first. */
export async function listFailed(db: Db, page: { limit: number; offset?: number }): Promise<Notification[]> {
  const rows = await db('notifications')
    .where({ state: 'given_up' })
    .orWhere((waiting) => waiting.where({ state: 'queued' }).where('attempts', '>', 0))
    .orderBy([
      { column: 'state', order: 'asc' },
      { column: 'queued_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit)
    .offset(page.offset ?? 0);
  return rows.map(toNotification);
}

export async function countGivenUp(db: Db): Promise<number> {
  const row = await db('notifications').where({ state: 'given_up' }).count({ count: '*' }).first();
  return Number(row?.count ?? 0);
}

/** Starts the schedule over for a notification that was given up. False when it was not. */
export async function requeue(db: Db, { tradeNo, now }: { tradeNo: string; now: number }): Promise<boolean> {
  const changed = await db('notifications')
    .where({ trade_no: tradeNo, state: 'given_up' })
    .update(begunAnew(now));
  return changed === 1;
}

/** As requeue, for many by their ids. Returns how many had been given up. */
export async function requeueAll(db: Db, { ids, now }: { ids: number[]; now: number }): Promise<number> {
  return db('notifications').whereIn('id', ids).where({ state: 'given_up' }).update(begunAnew(now));
}

/** Notes whose shop these are for. */
export async function writeHost(db: Db, ids: number[], host: string): Promise<void> {
  await db('notifications').whereIn('id', ids).update({ host });
}

function begunAnew(now: number) {
  return {
    state: 'queued',
    queued_at: now,
    attempts: 0,
    next_attempt_at: now,
    lease_owner: null,
    lease_until: 0,
  };
}

function toAttemptRow({ tradeNo, number, byHand, call }: FinishedCall) {
  return {
    trade_no: tradeNo,
    number,
    started_at: call.startedAt,
    duration_ms: call.durationMs,
    http_status: call.httpStatus,
    outcome: call.outcome,
    cause: storedOrNull(call.cause),
    body_head: call.bodyHead,
    by_hand: byHand,
  };
}

function toAttempt(row: Record<string, unknown>): Attempt {
  return {
    id: Number(row.id),
    tradeNo: String(row.trade_no),
    number: Number(row.number),
    byHand: Boolean(row.by_hand),
    startedAt: Number(row.started_at),
    durationMs: Number(row.duration_ms),
    httpStatus: numberOrNull(row.http_status),
    outcome: String(row.outcome) as AttemptOutcome,
    cause: sayingOrNull(row.cause),
    bodyHead: String(row.body_head),
  };
}

function toNotification(row: Record<string, unknown>): Notification {
  return {
    tradeNo: String(row.trade_no),
    state: String(row.state) as NotificationState,
    queuedAt: Number(row.queued_at),
    attempts: Number(row.attempts),
    nextAttemptAt: numberOrNull(row.next_attempt_at),
    acknowledgedAt: numberOrNull(row.acknowledged_at),
    lastCause: sayingOrNull(row.last_cause),
  };
}

function storedOrNull(cause: Saying | null): string | null {
  return cause && toStored(cause);
}

function sayingOrNull(value: unknown): Saying | null {
  const text = textOrNull(value);
  return text === null ? null : fromStored(text);
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
