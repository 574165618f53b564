import type { BillPlatform } from './bill-platform.ts';
import type { Truth } from './truth.ts';

/** No bill stands open that the house knows and no order waits on any more. */
export function checkBills(truth: Truth, platform: BillPlatform): void {
  for (const bill of platform.bills.filter((one) => one.isKnown && platform.isOpen(one))) {
    const order = truth.orders.find(({ shown }) => shown.some(({ till }) => till === bill.till));
    const isWaiting =
      order && order.creditedAt === null && !order.givenUp && order.shown.at(-1)?.till === bill.till;
    if (!isWaiting)
      truth.wrong(`bill ${bill.id} is open, and ${order?.number ?? 'no order'} does not wait for it`);
  }
}
