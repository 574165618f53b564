import type { Clock } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import type { Account, AccountRepository, Code } from '../../accounts/index.ts';
import { isOpen, type Order } from '../../orders/index.ts';
import { orderData, type ToldSoFar, type VmqOrderData } from './order-data.ts';

export interface ReadOrderDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'find'>;
  /** The code that the order's buyer is to scan; undefined when it is gone. */
  shownCode(order: Order): Promise<Pick<Code, 'style' | 'content'> | undefined>;
  /** How far the shop of this paid order has been told; undefined: it wants to be told nothing. */
  findNotification(tradeNo: string): Promise<ToldSoFar | undefined>;
}

/**
 * The order's data as it is now. `cashier` is where a code that is a picture can be seen, whatever is over, and the
 * code of an account that is asked only when the buyer says that he paid: a shop that shows the bare code on a page of
 * its own would never ask.
 */
export async function readOrder(
  { db, clock, accounts, shownCode, findNotification }: ReadOrderDeps,
  order: Order,
  cashier: string,
): Promise<VmqOrderData> {
  const now = clock.now();
  // Nobody should be handed a code to pay for an order that takes no money any more.
  const placement = isOpen(order, now) ? order.placement : null;
  const code = placement ? await shownCode(order) : undefined;
  const link = code?.style === 'link' ? code.content : null;
  const account = placement && link !== null ? await accounts.find(db, placement.accountId) : undefined;
  const notification = order.state === 'paid' ? await findNotification(order.tradeNo) : undefined;
  return orderData(order, {
    payUrl: link !== null && account && mayPayAtOnce(account) ? link : cashier,
    notification,
    now,
  });
}

/** False where somebody has to press a button first, or where nobody would hear of the money now: the cashier says so. */
function mayPayAtOnce({ mode, health }: Account): boolean {
  return mode !== 'on_demand' && health !== 'silent' && health !== 'stopped';
}
