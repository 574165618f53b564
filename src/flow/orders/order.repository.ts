import { type Db, rowsOf } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { insertRows } from '../../shared/insert-rows.ts';
import { type Fen, fen } from '../../shared/money.ts';
import { type PayType, payTypeOfWord } from '../../shared/pay-type.ts';
import { findRow, marks } from '../../shared/written-sql.ts';
import { createdPeriod } from './created-period.ts';
import {
  type ClosedBy,
  type NewOrder,
  type Oddity,
  type Order,
  type OrderState,
  type Placement,
  type Protocol,
  USUAL_PAID_HOLD_MS,
} from './order.ts';

/** The only SQL that writes `orders`, with mark-paid.ts. Changes of state are guarded: the row count tells whether we were the one. */
export { markPaid, type PaidOrder } from './mark-paid.ts';

export async function insertOrders(db: Db, orders: NewOrder[]): Promise<void> {
  await insertRows(db, 'orders', orders.map(toRow));
}

export async function findOrder(db: Db, tradeNo: string): Promise<Order | undefined> {
  const row = await findRow(db, 'orders', { trade_no: tradeNo });
  return row && toOrder(row);
}

/** Throws Refusal 'unknown_order'. */
export async function getOrder(db: Db, tradeNo: string): Promise<Order> {
  const order = await findOrder(db, tradeNo);
  if (!order) throw refuse('unknown_order');
  return order;
}

/** By their numbers; what is not there is left out. */
export async function findOrders(db: Db, tradeNos: string[]): Promise<Map<string, Order>> {
  const rows = tradeNos.length === 0 ? [] : await db('orders').whereIn('trade_no', tradeNos);
  return new Map(rows.map((row) => [String(row.trade_no), toOrder(row)]));
}

export async function findOrdersByOutTradeNo(db: Db, pid: number, outTradeNos: string[]): Promise<Order[]> {
  if (outTradeNos.length === 0) return [];
  const text = `select * from orders where pid = ? and out_trade_no in (${marks(outTradeNos.length)})`;
  return rowsOf(await db.raw(text, [pid, ...outTradeNos])).map(toOrder);
}

/** The shop signs with another key now than when it sent this order first: it is to be told under the new one. */
export async function noteVmqKey(db: Db, tradeNo: string, vmqOwnKey: boolean): Promise<void> {
  await db('orders').where({ trade_no: tradeNo }).update({ vmq_own_key: vmqOwnKey });
}

/** The order, which nobody else changes until the transaction ends. */
export async function lockOrder(trx: Db, tradeNo: string): Promise<Order> {
  const row = await findRow(trx, 'orders', { trade_no: tradeNo }, { forUpdate: true });
  if (!row) throw refuse('unknown_order');
  return toOrder(row);
}

/** What an unpaid order gets anew. What is left out stays as it is. */
export interface Renewal {
  /** Null: the buyer has to choose anew. */
  placement?: Placement | null;
  /** Since when the placement's amount is its own; ms. */
  placedAt?: number;
  requestedType?: PayType | null;
  /** See NewOrder. */
  requestedWord?: string | null;
  expiresAt: number;
  heldUntil: number;
  renewedAt: number | null;
}

/** True for the one caller that gave the unpaid order, as it was seen, another time or placement: it is pending then. */
export async function renewOrder(
  trx: Db,
  seen: Pick<Order, 'tradeNo' | 'state' | 'placementNo'>,
  renewal: Renewal,
): Promise<boolean> {
  const { placement, placedAt, requestedType, requestedWord, expiresAt, heldUntil, renewedAt } = renewal;
  const changed = await trx('orders')
    .where({ trade_no: seen.tradeNo, state: seen.state, placement_no: seen.placementNo })
    .whereNot({ state: 'paid' })
    .update({
      state: 'pending',
      expires_at: expiresAt,
      held_until: heldUntil,
      held_period: createdPeriod(heldUntil),
      renewed_at: renewedAt,
      closed_at: null,
      closed_by: null,
      placement_no: seen.placementNo + 1,
      ...(placement !== undefined && (placement ? placementRow(placement) : noPlacement)),
      ...(placedAt !== undefined && { placed_at: placedAt }),
      ...(requestedType !== undefined && { requested_type: requestedWord ?? requestedType }),
    });
  return changed === 1;
}

/** Somebody else has the paid order's amount from `now` on: money that is paid from then is not its. */
export async function endHold(
  trx: Db,
  { tradeNo, payType, payableFen }: { tradeNo: string; payType: PayType; payableFen: Fen },
  now: number,
): Promise<void> {
  const over = now - 1;
  await trx('orders')
    .where({ trade_no: tradeNo, pay_type: payType, payable_fen: payableFen })
    .where('held_until', '>', over)
    .update({ held_until: over, held_period: createdPeriod(over) });
}

/** The paid order turns out to have been paid at another code and amount than it has. */
export async function correctPlacement(
  trx: Db,
  tradeNo: string,
  placement: Placement,
  { placedAt, heldUntil }: { placedAt: number; heldUntil: number },
): Promise<void> {
  await trx('orders')
    .where({ trade_no: tradeNo, state: 'paid' })
    .update({
      ...placementRow(placement),
      placed_at: placedAt,
      held_until: heldUntil,
      held_period: createdPeriod(heldUntil),
    });
}

/** The buyer's way back, as the shop signed it last; and his address, where it is known anew. */
export async function saveVisit(
  trx: Db,
  tradeNo: string,
  visit: { returnUrl: string | null; clientIp: string | null },
): Promise<void> {
  await trx('orders')
    .where({ trade_no: tradeNo })
    .update({ return_url: visit.returnUrl, ...(visit.clientIp !== null && { client_ip: visit.clientIp }) });
}

/** Up to `limit` pending orders whose time is over at `now`, the longest overdue first. */
export async function findOverdue(db: Db, now: number, limit: number): Promise<string[]> {
  const rows = await db('orders')
    .where({ state: 'pending' })
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .select('trade_no');
  return rows.map((row) => String(row.trade_no));
}

/** Moves those of the orders that are still pending and overdue to expired. */
export async function markExpired(db: Db, tradeNos: string[], now: number): Promise<number> {
  return db('orders')
    .whereIn('trade_no', tradeNos)
    .where({ state: 'pending' })
    .where('expires_at', '<=', now)
    .update({ state: 'expired' });
}

/** True for the one caller that closed the pending order. Its slot stays taken until `heldUntil`. */
export async function markClosed(
  trx: Db,
  tradeNo: string,
  now: number,
  heldUntil: number,
  by: ClosedBy = 'owner',
): Promise<boolean> {
  const changed = await trx('orders')
    .where({ trade_no: tradeNo, state: 'pending' })
    .where('expires_at', '>', now)
    .update({
      state: 'closed',
      closed_at: now,
      closed_by: by,
      held_until: heldUntil,
      held_period: createdPeriod(heldUntil),
    });
  return changed === 1;
}

/** Pending orders of the account whose payable lies within the range, newest first; at most 10. */
export async function findOpenNear(
  db: Db,
  wanted: { accountId: number; fromFen: number; toFen: number },
): Promise<Order[]> {
  const rows = await db('orders')
    .where({ account_id: wanted.accountId, state: 'pending' })
    // "+ 0" keeps the database from walking the whole history of these amounts instead of the few open orders.
    .whereRaw('payable_fen + 0 between ? and ?', [wanted.fromFen, wanted.toFen])
    .orderBy('created_at', 'desc')
    .limit(10);
  return rows.map(toOrder);
}

function placementRow(placement: Placement) {
  return {
    pay_type: placement.payType,
    payable_fen: placement.payableFen,
    account_id: placement.accountId,
    code_id: placement.codeId,
    terminal: placement.terminal,
    why_code: placement.why,
    paid_hold_ms: placement.paidHoldMs ?? USUAL_PAID_HOLD_MS,
  };
}

const noPlacement = {
  pay_type: null,
  payable_fen: null,
  account_id: null,
  code_id: null,
  terminal: null,
  why_code: null,
  paid_hold_ms: USUAL_PAID_HOLD_MS,
};

function toRow(order: NewOrder) {
  const placement = order.placement ? placementRow(order.placement) : noPlacement;
  return {
    trade_no: order.tradeNo,
    protocol: order.protocol,
    pid: order.pid,
    out_trade_no: order.outTradeNo,
    requested_type: order.requestedWord ?? order.requestedType,
    name: order.name,
    money_fen: order.moneyFen,
    notify_url: order.notifyUrl,
    return_url: order.returnUrl,
    param: order.param,
    sitename: order.sitename,
    client_ip: order.clientIp,
    device: order.device,
    vmq_own_key: order.vmqOwnKey ?? false,
    // By name, as in newOrder: a burst writes many.
    pay_type: placement.pay_type,
    payable_fen: placement.payable_fen,
    account_id: placement.account_id,
    code_id: placement.code_id,
    terminal: placement.terminal,
    why_code: placement.why_code,
    paid_hold_ms: placement.paid_hold_ms,
    state: 'pending',
    created_at: order.createdAt,
    created_period: createdPeriod(order.createdAt),
    expires_at: order.expiresAt,
    held_until: order.heldUntil,
    held_period: createdPeriod(order.heldUntil),
    placed_at: order.placement ? order.createdAt : null,
  };
}

/** One row of `orders` as the order that it is. */
export function toOrder(row: Record<string, unknown>): Order {
  const word = textOrNull(row.requested_type);
  const requestedType = word === null ? null : (payTypeOfWord(word) ?? null);
  return {
    id: Number(row.id),
    tradeNo: String(row.trade_no),
    protocol: String(row.protocol) as Protocol,
    pid: Number(row.pid),
    outTradeNo: String(row.out_trade_no),
    requestedType,
    requestedWord: word === requestedType ? null : word,
    name: String(row.name),
    moneyFen: fen(Number(row.money_fen)),
    notifyUrl: String(row.notify_url),
    returnUrl: textOrNull(row.return_url),
    param: textOrNull(row.param),
    sitename: textOrNull(row.sitename),
    clientIp: textOrNull(row.client_ip),
    device: textOrNull(row.device),
    vmqOwnKey: Boolean(row.vmq_own_key),
    placement:
      row.pay_type === null
        ? null
        : {
            payType: String(row.pay_type) as PayType,
            payableFen: fen(Number(row.payable_fen)),
            accountId: Number(row.account_id),
            codeId: Number(row.code_id),
            terminal: String(row.terminal),
            why: String(row.why_code),
            paidHoldMs: Number(row.paid_hold_ms),
          },
    state: String(row.state) as OrderState,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    heldUntil: Number(row.held_until),
    paidAt: numberOrNull(row.paid_at),
    closedAt: numberOrNull(row.closed_at),
    closedBy: textOrNull(row.closed_by) as ClosedBy | null,
    placedAt: row.pay_type === null ? null : Number(row.placed_at ?? row.created_at),
    placementNo: Number(row.placement_no),
    renewedAt: numberOrNull(row.renewed_at),
    receiptId: numberOrNull(row.receipt_id),
    odd: String(row.odd ?? '')
      .split(',')
      .filter(Boolean) as Oddity[],
    whyPaid: textOrNull(row.why_paid),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** Which of these accounts may still be paid for an order: it is open, or its time is not quite over. */
export async function accountsAwaiting(db: Db, accountIds: readonly number[], now: number): Promise<number[]> {
  const rows = await db('orders')
    .whereIn('account_id', accountIds)
    .whereNull('receipt_id')
    .where('held_until', '>', now)
    .distinct('account_id');
  return rows.map((row) => Number(row.account_id));
}
