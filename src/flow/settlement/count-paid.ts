import type { Db } from '../../shared/db.ts';
import { codeDays } from '../code-limits/index.ts';
import { type Order, orders } from '../orders/index.ts';

/** Counts the orders for the day's limits of the codes that they were paid at, in the transaction that pays them. */
export async function countPaid(
  trx: Db,
  day: number,
  paid: readonly { order: Order; earlierId?: number | undefined }[],
): Promise<void> {
  const sums = new Map<number, { codeId: number; accountId: number; count: number; fen: number }>();
  for (const { order, earlierId } of paid) {
    // Paid at what it had before: that is what it has again now.
    const { placement } = earlierId === undefined ? order : await orders.getOrder(trx, order.tradeNo);
    if (!placement) continue;
    const { codeId, accountId, payableFen } = placement;
    const sum = sums.get(codeId) ?? { codeId, accountId, count: 0, fen: 0 };
    sums.set(codeId, { ...sum, count: sum.count + 1, fen: sum.fen + payableFen });
  }
  await codeDays.notePaid(trx, day, [...sums.values()]);
}
