import { type Db, inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { MerchantRules } from '../merchants/index.ts';
import { type Order, orders } from '../orders/index.ts';
import { busy } from './order-intake.ts';
import { placeOrders, type Rotation } from './place-orders.ts';

/**
 * Gives an order that came without a pay type the code that the buyer's choice leads to.
 * True for the one call that did it; false when the order has a code already. Refusal 'no_code' or 'all_taken'.
 */
export async function chooseType(
  db: Db,
  rotation: Rotation,
  order: Order,
  payType: PayType,
  rules: MerchantRules,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const lastTurn = await rotation.lockTurns(trx, order.pid);
    const now = await orders.getOrder(trx, order.tradeNo);
    if (now.placement || now.state !== 'pending') return false;
    const { tradeNo, moneyFen, heldUntil } = now;
    const wish = { tradeNo, payType, moneyFen, heldUntil, rules };
    const [outcome] = await placeOrders(trx, rotation, order.pid, lastTurn, [wish]);
    if (typeof outcome !== 'object') throw busy(outcome ?? 'no_code');
    if (await orders.placeOrder(trx, tradeNo, outcome)) return true;
    throw new Refusal('changed_meanwhile', '订单状态刚刚变化，请刷新页面', { status: 409 });
  });
}
