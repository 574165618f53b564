import { laneHost, notifications } from '../../flow/notifications/index.ts';
import {
  listOrders,
  type Order,
  type OrderFilter,
  type OrderPage,
  type OrderPageStart,
} from '../../flow/orders/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { type AccountName, hasAccount } from '../account-names.ts';
import type { Calendar } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { EXPORT_ROWS, PAGE_ROWS } from '../paging.ts';
import { typedAmount } from '../typed-amount.ts';
import { findByNumber, fitsFilter } from './find-by-number.ts';
import { listGivenUpOrders } from './given-up-orders.ts';
import { hostOf, type OrderFilterForm, orderFilterOf } from './order-filter.ts';

/** One page of what was looked for, and how the search box was understood. */
export interface FoundOrders extends OrderPage {
  /** Not null: the text was taken as an amount. */
  amountFen: Fen | null;
  looseReceiptId: number | null;
}

export interface OrderSearch {
  scope: Scope;
  filter: OrderFilter;
  /** Of the search box. */
  text: string;
  told: '' | 'given_up';
  /** As laneHost says; undefined: of any. */
  host: string | undefined;
}

/** What the list's form asks for; `accounts`: those that its reader sees, by their ids. */
export function orderSearchOf(
  form: OrderFilterForm,
  scope: Scope,
  accounts: ReadonlyMap<number, AccountName>,
  calendar: Calendar,
): OrderSearch {
  return {
    scope: hasAccount(accounts, form.account) ? scope : [],
    filter: orderFilterOf(form, calendar),
    text: form.q,
    told: form.told,
    host: hostOf(form.told === '' ? '' : form.host),
  };
}

/** Looks for a number first, for an amount where no order has that number; without a text, for the filter alone. */
export async function findOrders(
  deps: Pick<ConsoleDeps, 'db' | 'merchants' | 'accounts'>,
  { scope, filter, text, told, host }: OrderSearch,
  start: OrderPageStart,
  limit: number = PAGE_ROWS,
): Promise<FoundOrders> {
  const plain = { amountFen: null, looseReceiptId: null };
  const list = (wanted: OrderFilter) =>
    told === 'given_up'
      ? listGivenUpOrders(deps.db, scope, { host, filter: wanted }, limit, start)
      : listOrders(deps.db, scope, wanted, limit, start);
  if (text === '') return { ...(await list(filter)), ...plain };

  const byNumber = await findByNumber(deps, scope, text);
  if (byNumber.orders.length > 0) {
    const named = byNumber.orders.filter((order) => fitsFilter(order, filter)).sort(newestFirst);
    const orders = told === 'given_up' ? await onlyGivenUp(deps.db, named, host) : named;
    return { orders, older: null, newer: null, stoppedAt: null, ...plain };
  }
  const { looseReceiptId } = byNumber;
  const fen = typedAmount(text);
  if (fen === null)
    return { orders: [], older: null, newer: null, stoppedAt: null, amountFen: null, looseReceiptId };
  const page = await list({ ...filter, amount: fen });
  return { ...page, amountFen: fen, looseReceiptId };
}

/** All of them, page by page, the newest first. */
export async function* everyOrder(
  deps: Pick<ConsoleDeps, 'db' | 'merchants' | 'accounts'>,
  search: OrderSearch,
): AsyncGenerator<Order[]> {
  for (let start: OrderPageStart = null; ; ) {
    const page = await findOrders(deps, search, start, EXPORT_ROWS);
    yield page.orders;
    if (!page.older) return;
    start = { way: 'older', place: page.older };
  }
}

async function onlyGivenUp(db: Db, named: Order[], host: string | undefined): Promise<Order[]> {
  const tradeNos = named.map(({ tradeNo }) => tradeNo);
  const told = await notifications.findNotifications(db, tradeNos);
  const states = new Map(told.map(({ tradeNo, state }) => [tradeNo, state]));
  return named.filter(
    ({ tradeNo, notifyUrl }) =>
      states.get(tradeNo) === 'given_up' && (host === undefined || laneHost(notifyUrl) === host),
  );
}

function newestFirst(a: Order, b: Order): number {
  return b.createdAt - a.createdAt || b.id - a.id;
}
