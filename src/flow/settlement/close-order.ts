import type { Actor } from '../../shared/actor.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { recordDeed, recordEvents } from '../events/index.ts';
import { type ClosedBy, type Order, orders } from '../orders/index.ts';
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
  await close(deps, tradeNo, graceMs, by, (trx, { pid }, at) =>
    recordEvents(trx, [{ at, pid, what: 'order.close', by, tradeNo }]),
  );
}

/** As closeOrder, by a person, and it is written down by whom. */
export async function closeByHand(
  deps: Pick<SettlementDeps, 'db' | 'clock'>,
  tradeNo: string,
  graceMs: number,
  actor: Actor,
): Promise<void> {
  await close(deps, tradeNo, graceMs, 'owner', (trx, { pid }, at) =>
    recordDeed(trx, actor, {
      ...{ at, action: 'order.close', subject: `order ${tradeNo}`, pid, tradeNo },
      detail: { state: ['pending', 'closed'] },
    }),
  );
}

async function close(
  deps: Pick<SettlementDeps, 'db' | 'clock'>,
  tradeNo: string,
  graceMs: number,
  by: ClosedBy,
  note: (trx: Db, order: Order, at: number) => Promise<void>,
): Promise<void> {
  const now = deps.clock.now();
  await orders.getOrder(deps.db, tradeNo);
  await inTransaction(deps.db, async (trx) => {
    const order = await orders.lockOrder(trx, tradeNo);
    if (!(await orders.markClosed(trx, tradeNo, now, now + graceMs, by))) {
      throw refuse('not_pending');
    }
    await amountSlots.holdClosedSlots(trx, order, { now, until: now + graceMs, awaited: by === 'buyer' });
    await note(trx, order, now);
  });
}
