import type { Db } from '../../shared/db.ts';
import { findByPayable, findOrdersAwaiting, type OrderForMoney, orders } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';

/** How far beside the amount, and how long before the payment, a person would look. */
const NEAR_FEN = 100;
const NEAR_MS = 24 * 3_600_000;

/**
 * Orders of the receipt's account that a person would think of: those that had this amount when it was paid, whatever
 * became of them, the same amount within a day, or an open one whose payable is within one yuan. At most 30; only for
 * explaining, never for settling.
 */
export async function findNearbyOrders(db: Db, receipt: Receipt): Promise<OrderForMoney[]> {
  const wanted = { accountId: receipt.accountId, payableFen: receipt.amountFen };
  const then = await findOrdersAwaiting(db, {
    ...wanted,
    at: receipt.paidAt,
    from: receipt.paidFrom ?? receipt.paidAt,
    withPaid: true,
  });
  const sameAmount = await findByPayable(db, {
    ...wanted,
    from: receipt.paidAt - NEAR_MS,
    to: receipt.paidAt + NEAR_MS,
  });
  const open = await orders.findOpenNear(db, {
    accountId: receipt.accountId,
    fromFen: receipt.amountFen - NEAR_FEN,
    toFen: receipt.amountFen + NEAR_FEN,
  });
  return [...then, ...sameAmount, ...open].slice(0, 30);
}
