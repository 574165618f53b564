import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { orders } from '../orders/index.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/**
 * Closes a pending order by hand: nobody is expected to pay it any more. Its amount stays taken for `graceMs`,
 * so that money already on its way can't fall to a younger order. Refusal when it is not pending.
 */
export async function closeOrder(
  deps: Pick<SettlementDeps, 'db' | 'clock'>,
  tradeNo: string,
  graceMs: number,
): Promise<void> {
  const now = deps.clock.now();
  await orders.getOrder(deps.db, tradeNo);
  await inTransaction(deps.db, async (trx) => {
    if (!(await orders.markClosed(trx, tradeNo, now, now + graceMs))) {
      throw new Refusal('not_pending', '只有待支付的订单可以关闭', { status: 409 });
    }
    await amountSlots.holdSlotUntil(trx, tradeNo, now + graceMs);
  });
}
