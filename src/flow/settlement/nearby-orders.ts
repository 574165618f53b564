import type { Db } from '../../shared/db.ts';
import { type Order, orders } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';

/** How far beside the amount, and how long before the payment, a person would look. */
const NEAR_FEN = 100;
const NEAR_MS = 24 * 3_600_000;

/**
 * Orders of the receipt's account that a person would think of: the same amount within the last day, or an open one
 * whose payable is within one yuan. At most 20; only for explaining, never for settling.
 */
export async function findNearbyOrders(db: Db, receipt: Receipt): Promise<Order[]> {
  const sameAmount = await orders.findByPayable(db, {
    accountId: receipt.accountId,
    payableFen: receipt.amountFen,
    from: receipt.paidAt - NEAR_MS,
    to: receipt.paidAt + NEAR_MS,
  });
  const open = await orders.findOpenNear(db, {
    accountId: receipt.accountId,
    fromFen: receipt.amountFen - NEAR_FEN,
    toFen: receipt.amountFen + NEAR_FEN,
  });
  return [...sameAmount, ...open].slice(0, 20);
}
