import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { type ClosedBy, orders } from '../orders/index.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/**
 * Closes a pending order: nobody is expected to pay it any more. Its amount stays taken for `graceMs`, so that money
 * already on its way can't fall to a younger order. What a buyer gives up is paid all the same by money that he sent
 * before: the shop was not told that it is over. Refusal when it is not pending.
 */
export async function closeOrder(
  deps: Pick<SettlementDeps, 'db' | 'clock'>,
  tradeNo: string,
  graceMs: number,
  by: ClosedBy = 'owner',
): Promise<void> {
  const now = deps.clock.now();
  await orders.getOrder(deps.db, tradeNo);
  await inTransaction(deps.db, async (trx) => {
    const order = await orders.lockOrder(trx, tradeNo);
    if (!(await orders.markClosed(trx, tradeNo, now, now + graceMs, by))) {
      throw new Refusal('not_pending', '只有待支付的订单可以关闭', { status: 409 });
    }
    await amountSlots.holdClosedSlots(trx, order, { now, until: now + graceMs, awaited: by === 'buyer' });
  });
}
