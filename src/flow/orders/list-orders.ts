import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import { toOrder } from './order.repository.ts';
import { type Order, type OrderState, orderStates } from './order.ts';

/** What a person looks for; everything that is left out matches all orders. */
export interface OrderFilter {
  state?: OrderState | undefined;
  payType?: PayType | undefined;
  accountId?: number | undefined;
  /** Created in [from, to); ms. */
  from?: number | undefined;
  to?: number | undefined;
  /** Asked for or to be paid; `accountIds` are all accounts that there are, for the index begins with them. */
  amount?: { fen: Fen; accountIds: readonly number[] } | undefined;
}

/** A place in the list, which is sorted by creation, newest first. */
export interface OrderPlace {
  createdAt: number;
  id: number;
}

/** `older` than this place, `newer` than it, or from the newest on. */
export type OrderPageStart = { way: 'older' | 'newer'; place: OrderPlace } | null;

export interface OrderPage {
  /** Newest first. */
  orders: Order[];
  /** From where the page with older orders goes on; null: there are none. */
  older: OrderPlace | null;
  newer: OrderPlace | null;
  /** Not null: the page is not full because the search stopped here (ms); it goes on from `older` or `newer`. */
  stoppedAt: number | null;
}

/** An amount with other filters is looked for in steps of so many orders, until the page is full or the time is over. */
const STEP = 240;
const LOOK_FOR_MS = 10;
/** How many branches go into one statement; SQLite takes 500. */
const BRANCHES_AT_ONCE = 120;

/**
 * One page of the orders that the filter describes. No matter how many orders there are and how few of them match,
 * it reads about as many index entries as it returns: for each combination of the indexes' leading columns there is
 * one branch that is already in order, of which only the first `limit` entries are read. An amount together with
 * a state, pay type or account is looked for among a bounded number of orders of that amount per page.
 */
export async function listOrders(
  db: Db,
  filter: OrderFilter,
  limit: number,
  start: OrderPageStart = null,
): Promise<OrderPage> {
  const way = start?.way ?? 'older';
  const found = await findPlaces(db, filter, { way, limit: limit + 1, start });
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

interface Reading {
  way: 'older' | 'newer';
  limit: number;
  start: OrderPageStart;
}

/** Equal columns of an index, after which comes `created_at`. */
type Branch = Record<string, string | number | null>;

interface Found {
  /** In the reading's order. */
  places: OrderPlace[];
  /** Up to where was looked, when that is not the end. */
  horizon: OrderPlace | null;
}

async function findPlaces(db: Db, filter: OrderFilter, reading: Reading): Promise<Found> {
  if (!filter.amount) {
    const places = await readBranches(db, branchesOf(filter), filter, reading);
    return { places: merge(places, reading.way).slice(0, reading.limit), horizon: null };
  }
  const { fen, accountIds } = filter.amount;
  const accounts = filter.accountId === undefined ? accountIds : [filter.accountId];
  const branches: Branch[] = [
    { money_fen: fen },
    ...accounts.map((account_id) => ({ account_id, payable_fen: fen })),
  ];
  const narrowed = filter.state ?? filter.payType ?? filter.accountId;
  if (narrowed === undefined) {
    const places = await readBranches(db, branches, filter, reading);
    return { places: merge(places, reading.way).slice(0, reading.limit), horizon: null };
  }
  return lookThrough(db, branches, filter, reading);
}

/** Account, state and pay type lead the indexes: every combination that the filter leaves open is a branch. */
function branchesOf(filter: OrderFilter): Branch[] {
  const states = filter.state ? [filter.state] : orderStates;
  const placed = filter.accountId !== undefined;
  // An order without a code has no pay type yet.
  const types = filter.payType ? [filter.payType] : placed ? payTypes : [...payTypes, null];
  return states.flatMap((state) =>
    types.map((pay_type) => ({ ...(placed && { account_id: filter.accountId }), state, pay_type }) as Branch),
  );
}

/** The narrowing columns are in no index behind the amount, so they are compared here, step by step. */
async function lookThrough(
  db: Db,
  branches: Branch[],
  filter: OrderFilter,
  reading: Reading,
): Promise<Found> {
  const until = performance.now() + LOOK_FOR_MS;
  const places: OrderPlace[] = [];
  let { start } = reading;
  for (;;) {
    const { places: more, horizon } = await lookOneStep(db, branches, filter, { ...reading, start });
    places.push(...more);
    if (places.length >= reading.limit || !horizon || performance.now() > until) {
      return { places: places.slice(0, reading.limit), horizon };
    }
    start = { way: reading.way, place: horizon };
  }
}

async function lookOneStep(
  db: Db,
  branches: Branch[],
  filter: OrderFilter,
  reading: Reading,
): Promise<Found> {
  const each = Math.max(20, Math.floor(STEP / branches.length));
  const rows = await readBranches(db, branches, filter, { ...reading, limit: each });
  const compare = order(reading.way);
  const unfinished = branches.flatMap((_, branch) => {
    const read = rows.filter((row) => row.branch === branch);
    return read.length < each ? [] : merge(read, reading.way).slice(-1);
  });
  // Beyond the nearest end of an unfinished branch there may be orders that were not read.
  const horizon = merge(unfinished, reading.way)[0] ?? null;
  const within = rows.filter((row) => !horizon || compare(row, horizon) <= 0);
  return { places: await keepNarrowed(db, merge(within, reading.way), filter), horizon };
}

/** Those of the places whose orders have the filter's state, pay type and account. */
async function keepNarrowed(db: Db, places: OrderPlace[], filter: OrderFilter): Promise<OrderPlace[]> {
  if (places.length === 0) return [];
  const ids = places.map((place) => place.id);
  // Compared here: with more conditions than the ids, SQLite reads the whole state's index instead.
  const rows = await db('orders').whereIn('id', ids).select('id', 'state', 'pay_type', 'account_id');
  const { state, payType, accountId } = filter;
  const kept = new Set<number>();
  for (const row of rows) {
    if (state !== undefined && row.state !== state) continue;
    if (payType !== undefined && row.pay_type !== payType) continue;
    if (accountId !== undefined && Number(row.account_id) !== accountId) continue;
    kept.add(Number(row.id));
  }
  return places.filter((place) => kept.has(place.id));
}

/** The first `limit` places of each branch, each branch in the reading's order. */
async function readBranches(
  db: Db,
  branches: Branch[],
  range: Pick<OrderFilter, 'from' | 'to'>,
  reading: Reading,
): Promise<(OrderPlace & { branch: number })[]> {
  const direction = reading.way === 'older' ? 'desc' : 'asc';
  const { sql: rangeSql, values: rangeValues } = rangeOf(range, reading);
  const read: (OrderPlace & { branch: number })[] = [];
  for (let from = 0; from < branches.length; from += BRANCHES_AT_ONCE) {
    const values: (string | number)[] = [];
    const selects = branches.slice(from, from + BRANCHES_AT_ONCE).map((branch, index) => {
      const equal = Object.entries(branch).map(([column, value]) => {
        if (value === null) return `${column} is null`;
        values.push(value);
        return `${column} = ?`;
      });
      values.push(...rangeValues, reading.limit);
      const where = [...equal, ...rangeSql].join(' and ');
      const ordered = `order by created_at ${direction}, id ${direction} limit ?`;
      return `select * from (select ${from + index} as branch, id, created_at from orders where ${where} ${ordered}) as b${index}`;
    });
    const answer = await db.raw(selects.join(' union all '), values);
    const rows: Record<string, unknown>[] = Array.isArray(answer[0]) ? answer[0] : answer;
    for (const row of rows) {
      read.push({ branch: Number(row.branch), id: Number(row.id), createdAt: Number(row.created_at) });
    }
  }
  return read;
}

/**
 * Bounds on `created_at` that an index can use; the comparison of ids only parts orders of the same millisecond.
 * (MySQL does not use an index for a comparison of pairs.)
 */
function rangeOf({ from, to }: Pick<OrderFilter, 'from' | 'to'>, { way, start }: Reading) {
  const sql: string[] = [];
  const values: number[] = [];
  if (from !== undefined) {
    sql.push('created_at >= ?');
    values.push(from);
  }
  if (to !== undefined) {
    sql.push('created_at < ?');
    values.push(to);
  }
  if (start) {
    const { createdAt, id } = start.place;
    const sign = way === 'older' ? '<' : '>';
    sql.push(`created_at ${sign}= ?`, `(created_at ${sign} ? or id ${sign} ?)`);
    values.push(createdAt, createdAt, id);
  }
  return { sql, values };
}

/** Each place once, in the reading's order. */
function merge(places: OrderPlace[], way: Reading['way']): OrderPlace[] {
  return [...new Map(places.map((place) => [place.id, place])).values()].sort(order(way));
}

function order(way: Reading['way']): (a: OrderPlace, b: OrderPlace) => number {
  const sign = way === 'older' ? 1 : -1;
  return (a, b) => sign * (b.createdAt - a.createdAt || b.id - a.id);
}

async function readInOrder(db: Db, places: OrderPlace[]): Promise<Order[]> {
  if (places.length === 0) return [];
  const ids = places.map((place) => place.id);
  const rows = await db('orders').whereIn('id', ids);
  const byId = new Map(rows.map((row) => [Number(row.id), toOrder(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
