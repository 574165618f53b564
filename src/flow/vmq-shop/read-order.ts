import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { codes } from '../accounts/index.ts';
import { notifications } from '../notifications/index.ts';
import { isOpen, type Order } from '../orders/index.ts';
import { orderData, type VmqOrderData } from './order-data.ts';

/** The order's data as it is now. `cashier` is where a code that is a picture can be seen, and whatever is over. */
export async function readOrder(
  { db, clock }: { db: Db; clock: Clock },
  order: Order,
  cashier: string,
): Promise<VmqOrderData> {
  const now = clock.now();
  // Nobody should be handed a code to pay for an order that takes no money any more.
  const placement = isOpen(order, now) ? order.placement : null;
  const code = placement ? await codes.findPlacedCode(db, placement) : undefined;
  const notification =
    order.state === 'paid' ? await notifications.findNotification(db, order.tradeNo) : undefined;
  return orderData(order, { payUrl: code?.style === 'link' ? code.content : cashier, notification, now });
}
