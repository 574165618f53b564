import type { Knex } from 'knex';
import { type Db, isDuplicate } from '../../shared/db.ts';
import { billIn, type OrderState } from '../orders/index.ts';

/** The only SQL on `bills`. */

/**
 * opening → open → closed or paid; opening → failed. `opening` is the intent: written before the platform is asked,
 * which is tried once. `failed` may still have a reference, and so something to close.
 */
export type BillState = 'opening' | 'open' | 'failed' | 'closed' | 'paid';

export interface StoredBill {
  id: number;
  tradeNo: string;
  accountId: number;
  state: BillState;
  /** The platform's; null: it told none. */
  reference: string | null;
  content: string | null;
  /** ms. */
  closesAt: number | null;
  begunAt: number;
  closings: number;
  nextCloseAt: number;
}

/** Writes the intent. Null where one was begun for this placement of the order: it is not tried again. */
export async function beginBill(
  db: Db,
  bill: { tradeNo: string; placementNo: number; accountId: number; now: number },
): Promise<number | null> {
  const key = { trade_no: bill.tradeNo, placement_no: bill.placementNo };
  try {
    await db('bills').insert({ ...key, account_id: bill.accountId, state: 'opening', begun_at: bill.now });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
  const row = await db('bills').where(key).first('id');
  return Number(row.id);
}

/** What was begun for this placement of the order. */
export async function findBegun(
  db: Db,
  { tradeNo, placementNo }: { tradeNo: string; placementNo: number },
): Promise<StoredBill | undefined> {
  const row = await db('bills').where({ trade_no: tradeNo, placement_no: placementNo }).first();
  return row && toBill(row);
}

export async function findBill(db: Db, id: number): Promise<StoredBill | undefined> {
  const row = await db('bills').where({ id }).first();
  return row && toBill(row);
}

/** The platform has made it: from now on it can be closed, whatever becomes of us, also where it was given up meanwhile. */
export async function noteReference(db: Db, id: number, reference: string): Promise<void> {
  await db('bills').where({ id }).whereIn('state', ['opening', 'failed']).update({ reference });
}

/** True where the account had a bill, at whatever stage, that could be paid after `from`; ms. */
export async function hadSince(db: Db, accountId: number, from: number): Promise<boolean> {
  const row = await db('bills').where({ account_id: accountId }).where(payableAfter(from)).first('id');
  return row !== undefined;
}

/** A bill whose end is not known yet may be paid for as long as one that was begun now. */
function payableAfter(from: number) {
  return (bills: Knex.QueryBuilder) =>
    bills
      .whereNotNull('reference')
      .where((late) =>
        late
          .where('closes_at', '>=', from)
          .orWhere((one) => one.whereNull('closes_at').where('begun_at', '>=', from)),
      );
}

/** True for the one that made it an order's; false where it was given up meanwhile. */
export async function markOpen(
  trx: Db,
  id: number,
  bill: { reference: string; content: string; closesAt: number },
): Promise<boolean> {
  const changed = await trx('bills')
    .where({ id, state: 'opening' })
    .update({ state: 'open', reference: bill.reference, content: bill.content, closes_at: bill.closesAt });
  return changed === 1;
}

/** True for the one that gave it up. */
export async function markFailed(db: Db, id: number, now: number): Promise<boolean> {
  return (await db('bills').where({ id, state: 'opening' }).update({ state: 'failed', ended_at: now })) === 1;
}

export async function markEnded(db: Db, id: number, state: 'closed' | 'paid', now: number): Promise<void> {
  await db('bills').where({ id }).update({ state, ended_at: now });
}

/** What came too late to be an order's, but is there. */
export async function markToClose(
  db: Db,
  id: number,
  bill: { reference: string; closesAt: number },
): Promise<void> {
  await db('bills').where({ id }).update({ reference: bill.reference, closes_at: bill.closesAt });
}

/** The order whose bill has this reference of the platform's. */
export async function findOrderOf(
  db: Db,
  { accountId, reference }: { accountId: number; reference: string },
): Promise<string | null> {
  const row = await db('bills').where({ account_id: accountId, reference }).first('trade_no');
  return row ? String(row.trade_no) : null;
}

/** Far more than an account can be asked for in the life of one. */
const WATCHED_AT_MOST = 1_000;

/** Bills that could be paid after `from` (ms) and aren't known to be, the oldest first, with what they were made over. */
export async function listWatched(
  db: Db,
  { accountId, from }: { accountId: number; from: number },
): Promise<{ id: number; reference: string; amountFen: number }[]> {
  const rows = await db('bills')
    .join('orders', 'orders.trade_no', 'bills.trade_no')
    .where({ 'bills.account_id': accountId })
    .where(payableAfter(from))
    .whereNot({ 'bills.state': 'paid' })
    .orderBy('bills.id')
    .limit(WATCHED_AT_MOST)
    .select('bills.id', 'bills.reference', 'orders.money_fen');
  return rows.map(({ id, reference, money_fen }) => ({
    id: Number(id),
    reference: String(reference),
    amountFen: Number(money_fen),
  }));
}

/** Intents of which nothing was heard since before `begunBefore`: their process is gone. */
export async function listCutOff(db: Db, begunBefore: number, limit: number): Promise<StoredBill[]> {
  const rows = await db('bills')
    .where({ state: 'opening' })
    .where('begun_at', '<', begunBefore)
    .orderBy('id')
    .limit(limit);
  return rows.map(toBill);
}

/** A bill that could be paid though nobody should, and how its order stands. */
export interface IdleBill extends StoredBill {
  /** The order has it still, and was paid by money that came to it. */
  isPaid: boolean;
}

/** Bills that no order waits on any more, due to be closed. */
export async function listIdle(db: Db, now: number, limit: number): Promise<IdleBill[]> {
  const rows = await db('bills')
    .join('orders', 'orders.trade_no', 'bills.trade_no')
    .where('bills.next_close_at', '<=', now)
    .where((idle) =>
      idle
        .where((open) =>
          open.where('bills.state', 'open').where((over) =>
            over
              .whereNot('orders.state', 'pending')
              .orWhere('orders.expires_at', '<=', now)
              .orWhereRaw(
                isMysql(db)
                  ? "orders.terminal <> concat('bill:', bills.id)"
                  : "orders.terminal <> 'bill:' || bills.id",
              ),
          ),
        )
        .orWhere((failed) => failed.where('bills.state', 'failed').whereNotNull('bills.reference')),
    )
    .orderBy('bills.next_close_at')
    .limit(limit)
    .select('bills.*', {
      order_state: 'orders.state',
      order_terminal: 'orders.terminal',
      order_receipt: 'orders.receipt_id',
    });
  return rows.map((row) => {
    const bill = toBill(row);
    const isIts = (row.order_state as OrderState) === 'paid' && row.order_receipt !== null;
    return { ...bill, isPaid: isIts && billIn(String(row.order_terminal)) === bill.id };
  });
}

/** True for the one process that is to close it now; the others leave it until `until`. */
export async function claimClosing(db: Db, bill: StoredBill, until: number): Promise<boolean> {
  const changed = await db('bills')
    .where({ id: bill.id, state: bill.state, next_close_at: bill.nextCloseAt })
    .update({ next_close_at: until, closings: bill.closings + 1 });
  return changed === 1;
}

function isMysql(db: Db): boolean {
  return db.client.config.client === 'mysql2';
}

function toBill(row: Record<string, unknown>): StoredBill {
  return {
    id: Number(row.id),
    tradeNo: String(row.trade_no),
    accountId: Number(row.account_id),
    state: String(row.state) as BillState,
    reference: row.reference === null ? null : String(row.reference),
    content: row.content === null ? null : String(row.content),
    closesAt: row.closes_at === null ? null : Number(row.closes_at),
    begunAt: Number(row.begun_at),
    closings: Number(row.closings),
    nextCloseAt: Number(row.next_close_at),
  };
}
