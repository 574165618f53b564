import type { Db } from '../../shared/db.ts';
import { forgetEarlier, keepPlacement, listEarlier } from './earlier-placement.repository.ts';
import { correctPlacement, lockOrder } from './order.repository.ts';
import { type Placement, USUAL_PAID_HOLD_MS } from './order.ts';

/**
 * The order, paid in this transaction at `now`, was paid at a code and amount that it had before: that is its placement
 * then, and the one that it had instead is kept in its place. `isHeld`: nobody else has had the amount so far.
 */
export async function restoreEarlier(
  trx: Db,
  { tradeNo, id }: { tradeNo: string; id: number },
  now: number,
  isHeld: (placement: Placement) => boolean,
): Promise<void> {
  const order = await lockOrder(trx, tradeNo);
  const earlier = (await listEarlier(trx, tradeNo)).find((one) => one.id === id);
  if (!earlier) throw new Error(`order ${tradeNo} never had placement ${id}`);
  const { expiresAt, heldUntil } = order;
  await keepPlacement(trx, order, { expiresAt, heldUntil, replacedAt: now });
  await forgetEarlier(trx, id);
  const held = now + (earlier.paidHoldMs ?? USUAL_PAID_HOLD_MS);
  await correctPlacement(trx, tradeNo, earlier, {
    placedAt: earlier.placedAt,
    heldUntil: isHeld(earlier) ? Math.max(earlier.heldUntil, held) : earlier.heldUntil,
  });
}
