import {
  listOrders,
  type Order,
  type OrderFilter,
  type OrderPage,
  type OrderPageStart,
} from '../../flow/orders/index.ts';
import type { Fen } from '../../shared/money.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { PAGE_ROWS } from '../paging.ts';
import { typedAmount } from '../typed-amount.ts';
import { findByNumber, fitsFilter } from './find-by-number.ts';

/** One page of what was looked for, and how the search box was understood. */
export interface FoundOrders extends OrderPage {
  /** Not null: the text was taken as an amount. */
  amountFen: Fen | null;
  looseReceiptId: number | null;
}

/** Looks for a number first, for an amount where no order has that number; without a text, for the filter alone. */
export async function findOrders(
  deps: Pick<ConsoleDeps, 'db' | 'merchants' | 'accounts'>,
  filter: OrderFilter,
  text: string,
  start: OrderPageStart,
): Promise<FoundOrders> {
  const plain = { amountFen: null, looseReceiptId: null };
  if (text === '') return { ...(await listOrders(deps.db, filter, PAGE_ROWS, start)), ...plain };

  const byNumber = await findByNumber(deps, text);
  if (byNumber.orders.length > 0) {
    const orders = byNumber.orders.filter((order) => fitsFilter(order, filter)).sort(newestFirst);
    return { orders, older: null, newer: null, stoppedAt: null, ...plain };
  }
  const { looseReceiptId } = byNumber;
  const fen = typedAmount(text);
  if (fen === null)
    return { orders: [], older: null, newer: null, stoppedAt: null, amountFen: null, looseReceiptId };
  const page = await listOrders(deps.db, { ...filter, amount: fen }, PAGE_ROWS, start);
  return { ...page, amountFen: fen, looseReceiptId };
}

function newestFirst(a: Order, b: Order): number {
  return b.createdAt - a.createdAt || b.id - a.id;
}
