import { type Scope, within } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';

/** What an event is about; a thing may be named in several events, and an event may name several things. */
export interface EventThings {
  tradeNo?: string | null;
  receiptId?: number | null;
  accountId?: number | null;
}

/** Something that happened to an order, a receipt or an account. */
export interface NewEvent extends EventThings {
  /** ms */
  at: number;
  pid: number;
  /** Like "order.complete"; a deed of a person is called as in the audit log. */
  what: string;
  /** Who did it: a user's name, "terminal", "shop", "buyer"; null: the house by itself. */
  by: string | null;
  /** Never a secret. */
  detail?: Record<string, unknown>;
}

export type StoredEvent = Required<NewEvent> & { id: number };

const LONGEST_BY = 80;

/** The only SQL on `events`. Goes into the transaction of what it tells of. */
export async function recordEvents(trx: Db, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await trx('events').insert(
    events.map((event) => ({
      at: event.at,
      pid: event.pid,
      what: event.what,
      done_by: event.by?.slice(0, LONGEST_BY) ?? null,
      trade_no: event.tradeNo ?? null,
      receipt_id: event.receiptId ?? null,
      account_id: event.accountId ?? null,
      detail: JSON.stringify(event.detail ?? {}),
    })),
  );
}

/** The newest first; `before` is the id of the last one on the page before. */
export async function listEvents(
  db: Db,
  scope: Scope,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<StoredEvent[]> {
  const query = within(db('events'), 'pid', scope).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query.where('id', '<', before);
  return (await query).map(toEvent);
}

/** What happened to this one thing, oldest first; at most 500. */
export async function listEventsOf(
  db: Db,
  thing: { tradeNo: string } | { receiptId: number } | { accountId: number },
): Promise<StoredEvent[]> {
  const of =
    'tradeNo' in thing
      ? { trade_no: thing.tradeNo }
      : 'receiptId' in thing
        ? { receipt_id: thing.receiptId }
        : { account_id: thing.accountId };
  return (await db('events').where(of).orderBy('id').limit(500)).map(toEvent);
}

function toEvent(row: Record<string, unknown>): StoredEvent {
  const number = (value: unknown) => (value === null ? null : Number(value));
  return {
    id: Number(row.id),
    at: Number(row.at),
    pid: Number(row.pid),
    what: String(row.what),
    by: row.done_by === null ? null : String(row.done_by),
    tradeNo: row.trade_no === null ? null : String(row.trade_no),
    receiptId: number(row.receipt_id),
    accountId: number(row.account_id),
    detail: JSON.parse(String(row.detail)) as Record<string, unknown>,
  };
}
