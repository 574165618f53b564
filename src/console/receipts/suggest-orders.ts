import { type MatchWhy, matchReceipt } from '../../flow/matching/index.ts';
import {
  findByPayable,
  findOrdersAwaiting,
  type Order,
  type OrderForMoney,
  orders,
  placements,
} from '../../flow/orders/index.ts';
import type { Receipt } from '../../flow/receipts/index.ts';
import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { fen } from '../../shared/money.ts';
import { readWhy, rejectedOf } from '../explain-match.ts';

/** How far beside the amount, and how long around the payment, a person would look. */
const NEAR_FEN = 100;
const NEAR_MS = 24 * HOUR;
const AT_MOST = 20;

/** An order that this money may have been meant for, and what speaks against it. */
export interface Suggestion {
  order: OrderForMoney;
  /** Stable words, see RejectReason; none: everything agrees. */
  reasons: string[];
}

/**
 * Orders that a person would think of, what fits best first: those that matching looked at, those that had this amount
 * then, be it before they got another, and those near by now.
 */
export async function suggestOrders(db: Db, receipt: Receipt): Promise<Suggestion[]> {
  const candidates = new Map<string, OrderForMoney>();
  const add = (found: (OrderForMoney | undefined)[]) => {
    for (const order of found) {
      if (order?.pid !== receipt.pid) continue;
      const known = candidates.get(order.tradeNo);
      // As what the order had then, it fits better.
      const weight = (one: OrderForMoney) => weightOf(reasonsAgainst(receipt, one));
      const isBetter = !known || weight(order) < weight(known);
      if (isBetter) candidates.set(order.tradeNo, order);
    }
  };
  for (const { tradeNo } of rejectedOf(readWhy(receipt.why)).slice(0, AT_MOST)) {
    add([await orders.findOrder(db, tradeNo)]);
  }
  const { accountId, amountFen, paidAt, paidFrom } = receipt;
  const then = { at: paidAt, from: paidFrom ?? paidAt, withPaid: true };
  add(await findOrdersAwaiting(db, { accountId, payableFen: amountFen, ...then }));
  add(
    await findByPayable(db, {
      accountId,
      payableFen: amountFen,
      from: paidAt - NEAR_MS,
      to: paidAt + NEAR_MS,
    }),
  );
  add(
    await orders.findOpenNear(db, {
      accountId,
      fromFen: fen(Math.max(0, amountFen - NEAR_FEN)),
      toFen: fen(amountFen + NEAR_FEN),
    }),
  );
  return [...candidates.values()]
    .map((order) => ({ order, reasons: reasonsAgainst(receipt, order) }))
    .sort(
      (a, b) =>
        a.reasons.length - b.reasons.length || nearness(a.order, receipt) - nearness(b.order, receipt),
    )
    .slice(0, AT_MOST);
}

/** What speaks against this order as the one that the money was paid for. */
export function reasonsAgainst(
  receipt: Receipt,
  order: OrderForMoney,
): MatchWhy['rejected'][number]['reasons'] {
  return matchReceipt(receipt, [order]).why.rejected[0]?.reasons ?? [];
}

/** The order with what it has, or had before, that speaks most for its being the one that this money is for. */
export async function asSeenBy(db: Db, receipt: Receipt, order: Order): Promise<OrderForMoney> {
  if (order.placementNo === 0) return order;
  const earlier = (await placements.listEarlier(db, order.tradeNo))
    .filter(({ accountId }) => accountId === receipt.accountId)
    .map(({ id, placedAt, expiresAt, heldUntil, ...placement }) => ({
      ...order,
      ...{ placement, placedAt, expiresAt, heldUntil, earlierId: id },
    }));
  const against = (one: OrderForMoney) => weightOf(reasonsAgainst(receipt, one));
  return [order, ...earlier].reduce((best, one) => (against(one) < against(best) ? one : best));
}

/** Another time speaks less against an order than another code or pay type, and one reason less than two. */
function weightOf(reasons: string[]): number {
  return 2 * reasons.length + (reasons.some((reason) => reason.startsWith('other_')) ? 1 : 0);
}

function nearness(order: OrderForMoney, receipt: Receipt): number {
  return Math.abs((order.placedAt ?? order.createdAt) - receipt.paidAt);
}
