import { caseSql } from '../../shared/case-sql.ts';
import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { type Fen, fen } from '../../shared/money.ts';
import { type PayType, payTypeOfWord, payTypes } from '../../shared/pay-type.ts';
import { createdPeriod, createdPeriods } from './created-period.ts';
import type { NewOrder, Oddity, Order, OrderState, Placement, Protocol } from './order.ts';

/** Longer than any order's lifetime and grace together (see MerchantRules): bounds the look into its past. */
export const LONGEST_HELD_MS = 27 * HOUR;

/** The only SQL that writes `orders`. Changes of state are guarded: the row count tells whether we were the one. */

export async function insertOrders(db: Db, orders: NewOrder[]): Promise<void> {
  await db('orders').insert(orders.map(toRow));
}

export async function findOrder(db: Db, tradeNo: string): Promise<Order | undefined> {
  const row = await db('orders').where({ trade_no: tradeNo }).first();
  return row && toOrder(row);
}

/** Throws Refusal 'unknown_order'. */
export async function getOrder(db: Db, tradeNo: string): Promise<Order> {
  const order = await findOrder(db, tradeNo);
  if (!order) throw new Refusal('unknown_order', '订单不存在', { status: 404 });
  return order;
}

export async function findOrdersByOutTradeNo(db: Db, pid: number, outTradeNos: string[]): Promise<Order[]> {
  const rows = await db('orders').where({ pid }).whereIn('out_trade_no', outTradeNos);
  return rows.map(toOrder);
}

/** Gives the code that the buyer's choice led to. False when the order already has one or is no longer pending. */
export async function placeOrder(trx: Db, tradeNo: string, placement: Placement): Promise<boolean> {
  const changed = await trx('orders')
    .where({ trade_no: tradeNo, state: 'pending' })
    .whereNull('pay_type')
    .update(placementRow(placement));
  return changed === 1;
}

/** Moves those of the orders that are unpaid and not closed to paid; returns how many. Each may be named once. */
export async function markPaid(
  trx: Db,
  paid: { tradeNo: string; receiptId: number | null; odd: Oddity[]; why: string }[],
  paidAt: number,
): Promise<number> {
  const byOrder = (value: (one: (typeof paid)[number]) => unknown) => {
    const { sql, bindings } = caseSql(
      'trade_no',
      paid.map((one) => [one.tradeNo, value(one)]),
    );
    return trx.raw(sql, bindings);
  };
  return trx('orders')
    .whereIn(
      'trade_no',
      paid.map(({ tradeNo }) => tradeNo),
    )
    .whereIn('state', ['pending', 'expired'])
    .update({
      state: 'paid',
      paid_at: paidAt,
      receipt_id: byOrder(({ receiptId }) => receiptId),
      odd: byOrder(({ odd }) => odd.join(',')),
      why_paid: byOrder(({ why }) => why),
    });
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
export async function markClosed(trx: Db, tradeNo: string, now: number, heldUntil: number): Promise<boolean> {
  const changed = await trx('orders')
    .where({ trade_no: tradeNo, state: 'pending' })
    .where('expires_at', '>', now)
    .update({ state: 'closed', closed_at: now, held_until: heldUntil });
  return changed === 1;
}

/**
 * Orders of the account that asked for exactly this amount and whose time includes `at`, or any moment since `from`,
 * but for those that have their money: at most one for each code and pay type can wait at a time, so there are never
 * many.
 */
export async function findOrdersAwaiting(
  db: Db,
  wanted: { accountId: number; payableFen: Fen; at: number; from?: number },
): Promise<Order[]> {
  const { at, from = at } = wanted;
  const rows = await withPayable(db, { ...wanted, from: from - LONGEST_HELD_MS, to: at })
    .where('held_until', '>=', from)
    .whereNull('receipt_id');
  return rows.map(toOrder);
}

/** Orders of the account that asked for this amount and were created in [from, to], newest first; at most 10. */
export async function findByPayable(
  db: Db,
  wanted: { accountId: number; payableFen: Fen; from: number; to: number },
): Promise<Order[]> {
  const rows = await withPayable(db, wanted).orderBy('created_at', 'desc').limit(10);
  return rows.map(toOrder);
}

/** Orders of the account that ask for this payable and were created in [from, to]; ms. */
function withPayable(db: Db, wanted: { accountId: number; payableFen: Fen; from: number; to: number }) {
  return db('orders')
    .whereIn('created_period', createdPeriods(wanted.from, wanted.to))
    .where({ payable_fen: wanted.payableFen, account_id: wanted.accountId })
    .whereBetween('created_at', [wanted.from, wanted.to]);
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

/** When the account's oldest open order was created; null when none is open. */
export async function oldestOpenAt(db: Db, accountId: number, now: number): Promise<number | null> {
  // One branch for each pay type: each is the first entry of an index, however many orders are open. The plus keeps
  // SQLite from the index by expiry, through which it would read and sort all of them.
  const branch = (name: string) =>
    `select * from (select created_at from orders where account_id = ? and state = 'pending' and pay_type = ? and +expires_at > ? order by created_at limit 1) as ${name}`;
  const answer = await db.raw(
    payTypes.map((payType) => branch(payType)).join(' union all '),
    payTypes.flatMap((payType) => [accountId, payType, now]),
  );
  const rows: { created_at: unknown }[] = Array.isArray(answer[0]) ? answer[0] : answer;
  return rows.length === 0 ? null : Math.min(...rows.map((row) => Number(row.created_at)));
}

/**
 * True when in (`since`, `now`] the time or the grace of an order of the account was over and it was unpaid: it may
 * have been paid in the last moments of either.
 */
export async function hasEndedUnpaid(
  db: Db,
  accountId: number,
  since: number,
  now: number,
): Promise<boolean> {
  // One branch for each combination of the index's leading columns: the account's history is never walked.
  const branch = `select * from (select 1 as found from orders where account_id = ? and state = ? and pay_type = ?
    and created_at > ? and (expires_at > ? and expires_at <= ? or held_until > ? and held_until <= ?) limit 1) as `;
  const combinations = (['pending', 'expired'] as const).flatMap((state) =>
    payTypes.map((payType) => ({ state, payType })),
  );
  const answer = await db.raw(
    combinations.map((_, at) => `${branch}b${at}`).join(' union all '),
    combinations.flatMap(({ state, payType }) => [
      ...[accountId, state, payType, since - LONGEST_HELD_MS],
      ...[since, now, since, now],
    ]),
  );
  const rows: unknown[] = Array.isArray(answer[0]) ? answer[0] : answer;
  return rows.length > 0;
}

export async function countOpen(db: Db, accountId: number, now: number): Promise<number> {
  const row = await db('orders')
    .where({ account_id: accountId, state: 'pending' })
    .whereRaw('+expires_at > ?', [now])
    .count({ open: '*' })
    .first();
  return Number(row?.open ?? 0);
}

function placementRow(placement: Placement) {
  return {
    pay_type: placement.payType,
    payable_fen: placement.payableFen,
    account_id: placement.accountId,
    code_id: placement.codeId,
    terminal: placement.terminal,
    why_code: placement.why,
  };
}

const noPlacement = {
  pay_type: null,
  payable_fen: null,
  account_id: null,
  code_id: null,
  terminal: null,
  why_code: null,
};

function toRow(order: NewOrder) {
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
    ...(order.placement ? placementRow(order.placement) : noPlacement),
    state: 'pending',
    created_at: order.createdAt,
    created_period: createdPeriod(order.createdAt),
    expires_at: order.expiresAt,
    held_until: order.heldUntil,
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
          },
    state: String(row.state) as OrderState,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    heldUntil: Number(row.held_until),
    paidAt: numberOrNull(row.paid_at),
    closedAt: numberOrNull(row.closed_at),
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
