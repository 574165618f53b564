import { type Order, type OrderFilter, orders, TRADE_NO } from '../../flow/orders/index.ts';
import { receipts } from '../../flow/receipts/index.ts';
import { covers, type Scope } from '../../shared/actor.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** What a shop's number can look like: the column is ASCII, and MySQL refuses to compare it with anything else. */
const OUT_TRADE_NO = /^[\x21-\x7e]{1,64}$/;
const LONGEST_EXTERNAL_ID = 100;

export interface FoundByNumber {
  orders: Order[];
  /** A receipt has this number, but it belongs to no order. */
  looseReceiptId: number | null;
}

/** These merchants' orders that are named so: by our number, the shop's number or the platform's number of the payment. */
export async function findByNumber(
  deps: Pick<ConsoleDeps, 'db' | 'merchants' | 'accounts'>,
  scope: Scope,
  number: string,
): Promise<FoundByNumber> {
  const { db } = deps;
  const found = new Map<string, Order>();
  const add = (order: Order | undefined) => {
    if (order && covers(scope, order.pid)) found.set(order.tradeNo, order);
  };
  let looseReceiptId: number | null = null;

  if (TRADE_NO.test(number)) add(await orders.findOrder(db, number));
  if (OUT_TRADE_NO.test(number)) {
    for (const { pid } of await deps.merchants.listNames(db, scope)) {
      for (const order of await orders.findOrdersByOutTradeNo(db, pid, [number])) add(order);
    }
  }
  if (number.length <= LONGEST_EXTERNAL_ID) {
    const own = await deps.accounts.listWithin(db, scope);
    const named = own.map(({ id }) => ({ accountId: id, externalId: number }));
    for (const receipt of await receipts.findByExternalIds(db, named)) {
      if (receipt.tradeNo === null) looseReceiptId = receipt.id;
      else add(await orders.findOrder(db, receipt.tradeNo));
    }
  }
  return { orders: [...found.values()], looseReceiptId };
}

/** True when the order is one that the filter describes. */
export function fitsFilter(order: Order, filter: OrderFilter): boolean {
  const { state, payType, accountId, amount, from, to } = filter;
  if (state !== undefined && order.state !== state) return false;
  if (payType !== undefined && order.placement?.payType !== payType) return false;
  if (accountId !== undefined && order.placement?.accountId !== accountId) return false;
  if (amount !== undefined && order.moneyFen !== amount && order.placement?.payableFen !== amount)
    return false;
  if (from !== undefined && order.createdAt < from) return false;
  return to === undefined || order.createdAt < to;
}
