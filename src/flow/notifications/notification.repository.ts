import { type Db, inTransaction } from '../../shared/db.ts';
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
}

/**
 * Queues the notifications of orders, leased to this process from the start: it sends at once after the commit,
 * without claiming. When it dies before, the lease runs out and anyone claims the rows.
 */
export async function enqueue(
  trx: Db,
  queued: { tradeNos: string[]; now: number; leaseOwner: string; leaseUntil: number },
): Promise<void> {
  await trx('notifications').insert(
    queued.tradeNos.map((tradeNo) => ({
      trade_no: tradeNo,
      state: 'queued',
      queued_at: queued.now,
      attempts: 0,
      next_attempt_at: queued.now,
      lease_owner: queued.leaseOwner,
      lease_until: queued.leaseUntil,
    })),
  );
}

/** Takes up to `limit` due notifications that nobody holds, longest due first. No two callers ever get the same row. */
export async function claimDue(
  db: Db,
  claim: { now: number; owner: string; leaseMs: number; limit: number },
): Promise<Claimed[]> {
  const { now, owner, leaseMs, limit } = claim;
  const leaseUntil = now + leaseMs;
  const due = (trx: Db) =>
    trx('notifications')
      .where({ state: 'queued' })
      .where('next_attempt_at', '<=', now)
      .where('lease_until', '<=', now);
  const seen = await due(db).orderBy('next_attempt_at').limit(limit).pluck('trade_no');
  if (seen.length === 0) return [];
  return inTransaction(db, async (trx) => {
    // The locking read waits for another claimer and then no longer sees the rows that it took.
    const rows = await due(trx)
      .whereIn('trade_no', seen)
      .orderBy('next_attempt_at')
      .forUpdate()
      .select('trade_no', 'queued_at', 'attempts');
    const claimed = rows.map((row) => ({
      tradeNo: String(row.trade_no),
      queuedAt: Number(row.queued_at),
      attempts: Number(row.attempts),
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

/** Gives claimed notifications back without an attempt, to be claimed again from `until` on. */
export async function putBack(
  db: Db,
  back: { tradeNos: string[]; owner: string; until: number },
): Promise<void> {
  await db('notifications')
    .whereIn('trade_no', back.tradeNos)
    .where({ lease_owner: back.owner, state: 'queued' })
    .update({ next_attempt_at: back.until, lease_owner: null, lease_until: 0 });
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
  await trx('notification_attempts').insert(calls.map(toAttemptRow));
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
  await trx('notifications')
    .whereIn(
      'trade_no',
      calls.map(({ tradeNo }) => tradeNo),
    )
    .whereNot({ state: 'acknowledged' })
    .update({
      state: 'acknowledged',
      acknowledged_at: now,
      next_attempt_at: null,
      last_cause: null,
      lease_owner: null,
      lease_until: 0,
      ...(counted ? { attempts: trx.raw('attempts + 1') } : {}),
    });
}

/** False when it was acknowledged meanwhile, or another process has it by now. */
async function planNext(trx: Db, entry: FinishedCall, { owner }: { owner: string }): Promise<boolean> {
  const row = trx('notifications').where({ trade_no: entry.tradeNo });
  const last_cause = entry.call.cause;
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
  const changed = await db('notifications').where({ trade_no: tradeNo, state: 'given_up' }).update({
    state: 'queued',
    queued_at: now,
    attempts: 0,
    next_attempt_at: now,
    lease_owner: null,
    lease_until: 0,
  });
  return changed === 1;
}

function toAttemptRow({ tradeNo, number, byHand, call }: FinishedCall) {
  return {
    trade_no: tradeNo,
    number,
    started_at: call.startedAt,
    duration_ms: call.durationMs,
    http_status: call.httpStatus,
    outcome: call.outcome,
    cause: call.cause,
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
    cause: textOrNull(row.cause),
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
    lastCause: textOrNull(row.last_cause),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
