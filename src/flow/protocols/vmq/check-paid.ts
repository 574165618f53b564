import type { Clock } from '../../../shared/clock.ts';
import { Refusal } from '../../../shared/errors.ts';
import type { ReturnAddress, StateReader } from '../../cashier/index.ts';
import { type Order, shownState } from '../../orders/index.ts';

export interface CheckPaidDeps {
  clock: Clock;
  states: StateReader;
  returnAddress: ReturnAddress;
}

/**
 * The signed return address of a paid order. It is proof of payment, so it is given out as on the cashier: once the
 * shop has taken the notification, or has had its time to. Else a Refusal that says how far the order is.
 */
export async function checkPaid(deps: CheckPaidDeps, order: Order): Promise<string> {
  const state = shownState(order, deps.clock.now());
  if (state === 'pending') throw new Refusal('not_paid', '订单未支付');
  if (state !== 'paid') throw new Refusal('order_over', '订单已过期');
  if (!(await deps.states.read(order.tradeNo))?.mayReturn)
    throw new Refusal('shop_not_told', '订单已支付，正在通知商城，请稍候');
  return (await deps.returnAddress(order.tradeNo)) ?? '';
}
