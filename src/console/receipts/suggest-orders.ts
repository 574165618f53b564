import { type MatchWhy, matchReceipt } from '../../flow/matching/index.ts';
import { type Order, orders } from '../../flow/orders/index.ts';
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
  order: Order;
  /** Stable words, see RejectReason; none: everything agrees. */
  reasons: string[];
}

/** Orders that a person would think of, what fits best first: those that matching looked at, and those near by now. */
export async function suggestOrders(db: Db, receipt: Receipt): Promise<Suggestion[]> {
  const candidates = new Map<string, Order>();
  const add = (found: (Order | undefined)[]) => {
    for (const order of found) if (order && order.pid === receipt.pid) candidates.set(order.tradeNo, order);
  };
  for (const { tradeNo } of rejectedOf(readWhy(receipt.why)).slice(0, AT_MOST)) {
    add([await orders.findOrder(db, tradeNo)]);
  }
  const { accountId, amountFen, paidAt } = receipt;
  add(
    await orders.findByPayable(db, {
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
export function reasonsAgainst(receipt: Receipt, order: Order): MatchWhy['rejected'][number]['reasons'] {
  return matchReceipt(receipt, [order]).why.rejected[0]?.reasons ?? [];
}

function nearness(order: Order, receipt: Receipt): number {
  return Math.abs(order.createdAt - receipt.paidAt);
}
