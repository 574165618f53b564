import { isOpen, listOrders, type Order } from '../../src/flow/orders/index.ts';
import type { Services } from '../../src/services.ts';

/** An order whose cashier page waits for money. */
export type WaitingOrder = Order & { placement: NonNullable<Order['placement']> };

const AT_MOST = 20;

/** Orders that wait for money, newest first. */
export async function waitingOrders({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<WaitingOrder[]> {
  const { orders } = await listOrders(db, 'all', { state: 'pending' }, AT_MOST);
  return orders.filter(
    (order): order is WaitingOrder => order.placement !== null && isOpen(order, clock.now()),
  );
}
