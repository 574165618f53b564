import type { Clock } from '../../../shared/clock.ts';
import { refuse } from '../../../shared/errors.ts';
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
  if (state === 'pending') throw refuse('not_paid.yet');
  if (state !== 'paid') throw refuse('order_over');
  if (!(await deps.states.read(order.tradeNo))?.mayReturn) throw refuse('shop_not_told');
  return (await deps.returnAddress(order.tradeNo)) ?? '';
}
