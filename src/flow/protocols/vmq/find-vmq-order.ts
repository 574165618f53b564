import { z } from 'zod';
import type { Db } from '../../../shared/db.ts';
import { type Refusal, refuse } from '../../../shared/errors.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { checkFields, requiredText } from '../../intake/index.ts';
import { type Order, orders, TRADE_NO } from '../../orders/index.ts';

const OrderForm = z.object({ orderId: requiredText });

/**
 * The order that a call names by `orderId`, which is our trade number. Only orders that came over V免签 are known here.
 * Refusal 'bad_input' or 'unknown_order', which is to be counted: the number is all that guards the order.
 */
export async function findVmqOrder(db: Db, params: VmqParams): Promise<Order> {
  const { orderId } = checkFields(OrderForm, params);
  const order = TRADE_NO.test(orderId) ? await orders.findOrder(db, orderId) : undefined;
  if (order?.protocol !== 'vmq') throw unknownOrder();
  return order;
}

export function unknownOrder(): Refusal {
  return refuse('unknown_order.vmq');
}
