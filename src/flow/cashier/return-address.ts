import type { Db } from '../../shared/db.ts';
import { keyOfOrder, type MerchantDirectory } from '../merchants/index.ts';
import { type Order, orders } from '../orders/index.ts';
import type { ReturnAddress } from './state-answer.ts';

export interface ReturnAddressDeps {
  db: Db;
  merchants: Pick<MerchantDirectory, 'find'>;
  /** The order's return address signed with the merchant's key; null where the shop gave none. */
  returnUrl(order: Order, key: string): string | null;
}

/** Looks up what a return address is signed with. Never gives an address that a browser would run as a script. */
export function createReturnAddress({ db, merchants, returnUrl }: ReturnAddressDeps): ReturnAddress {
  return async (tradeNo) => {
    const order = await orders.findOrder(db, tradeNo);
    const merchant = order && (await merchants.find(order.pid));
    const address = merchant && returnUrl(order, keyOfOrder(merchant, order));
    return address && /^https?:\/\//i.test(address) ? address : null;
  };
}
