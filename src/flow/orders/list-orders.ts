import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { type Found, findByAmount } from './find-by-amount.ts';
import { merchantsWithOrders } from './merchants-with-orders.ts';
import { toOrder } from './order.repository.ts';
import { type Order, orderStates } from './order.ts';
import type { OrderFilter, OrderPageStart, OrderPlace } from './order-filter.ts';
import { type Branch, merge, type Reading, readBranches } from './read-branches.ts';

export interface OrderPage {
  /** Newest first. */
  orders: Order[];
  /** From where the page with older orders goes on; null: there are none. */
  older: OrderPlace | null;
  newer: OrderPlace | null;
  /** Not null: the page is not full because the search stopped here (ms); it goes on from `older` or `newer`. */
  stoppedAt: number | null;
}

/**
 * One page of these merchants' orders that the filter describes. No matter how many orders there are and how few of them match,
 * it reads about as many index entries as it returns: for each combination of the indexes' leading columns there is
 * one branch that is already in order, of which only the first `limit` entries are read. An amount together with
 * a state, pay type or account is looked for among a bounded number of orders of that amount per page.
 */
export async function listOrders(
  db: Db,
  scope: Scope,
  filter: OrderFilter,
  limit: number,
  start: OrderPageStart = null,
): Promise<OrderPage> {
  const way = start?.way ?? 'older';
  const found = await findPlaces(db, scope, filter, { way, limit: limit + 1, start });
  const places = found.places.slice(0, limit);
  const more = found.places.length > limit;
  const goesOn = more ? (places.at(-1) ?? null) : found.horizon;
  const begun = start ? (places[0] ?? start.place) : null;
  const orders = await readInOrder(db, places);
  const stoppedAt = !more && found.horizon ? found.horizon.createdAt : null;
  return way === 'older'
    ? { orders, older: goesOn, newer: begun, stoppedAt }
    : { orders: orders.reverse(), older: begun, newer: goesOn, stoppedAt };
}

async function findPlaces(db: Db, scope: Scope, filter: OrderFilter, reading: Reading): Promise<Found> {
  if (filter.amount !== undefined) return findByAmount(db, filter.amount, scope, filter, reading);
  const places = await readBranches(db, await branchesOf(db, scope, filter), filter, reading);
  return { places: merge(places, reading.way).slice(0, reading.limit), horizon: null };
}

/**
 * Merchant (or account), state and pay type lead the indexes: every combination that the filter leaves open is a branch.
 * An account's branches name its merchant besides, for it may be another one's; "+ 0" keeps that off the index.
 */
async function branchesOf(db: Db, scope: Scope, filter: OrderFilter): Promise<Branch[]> {
  const states = filter.state ? [filter.state] : orderStates;
  const placed = filter.accountId !== undefined;
  // An order without a code has no pay type yet.
  const types = filter.payType ? [filter.payType] : placed ? payTypes : [...payTypes, null];
  const leads: Branch[] = placed
    ? (scope === 'all' ? [{}] : scope.map((pid) => ({ 'pid + 0': pid }))).map((lead) => ({
        ...{ account_id: filter.accountId ?? null },
        ...lead,
      }))
    : (await merchantsWithOrders(db, scope)).map((pid) => ({ pid }));
  return leads.flatMap((lead) =>
    states.flatMap((state) => types.map((pay_type) => ({ ...lead, state, pay_type }))),
  );
}

async function readInOrder(db: Db, places: OrderPlace[]): Promise<Order[]> {
  if (places.length === 0) return [];
  const ids = places.map((place) => place.id);
  const rows = await db('orders').whereIn('id', ids);
  const byId = new Map(rows.map((row) => [Number(row.id), toOrder(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
