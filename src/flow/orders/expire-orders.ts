import type { Db } from '../../shared/db.ts';
import { findOverdue, markExpired } from './order.repository.ts';

const AT_ONCE = 500;

/** Moves overdue pending orders to expired, in bounded steps, and tells which; `expired` is called for each. */
export async function expireOrders(
  db: Db,
  now: number,
  expired: (tradeNo: string) => void,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const overdue = await findOverdue(db, now, AT_ONCE);
    if (overdue.length === 0) break;
    total += await markExpired(db, overdue, now);
    overdue.forEach(expired);
    if (overdue.length < AT_ONCE) break;
  }
  return total;
}
