import { covers, type Scope } from '../../shared/actor.ts';
import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { elapsed } from '../../shared/timers.ts';
import { createdPeriods, periodEnds } from './created-period.ts';
import type { OrderFilter, OrderPlace } from './order-filter.ts';
import { type Branch, inOrder, merge, type Reading, readBranches } from './read-branches.ts';

/** An amount with other filters is looked for in steps of so many orders, until the page is full or the time is over. */
const STEP = 240;
const LOOK_FOR_MS = 10;
/** Processes' clocks differ a little: the first order by id need not be the first by time. */
const OUT_OF_ORDER_MS = HOUR;
/** Comes after every order of its millisecond. */
const LAST_ID = 999_999_999_999;

/** What is compared beside the amount. */
type Narrowing = OrderFilter & { scope: Scope };

export interface Found {
  /** In the reading's order. */
  places: OrderPlace[];
  /** Up to where was looked, when that is not the end. */
  horizon: OrderPlace | null;
}

/**
 * Orders whose money or payable is `amount`. The indexes by amount begin with the stretch of time; those columns
 * that narrow the search further are in none of them, so they are compared here, stretch by stretch and step by step.
 */
export async function findByAmount(
  db: Db,
  amount: Fen,
  scope: Scope,
  filter: OrderFilter,
  reading: Reading,
): Promise<Found> {
  const periods = await searchedPeriods(db, filter, reading);
  const isNarrowed = scope !== 'all' || (filter.state ?? filter.payType ?? filter.accountId) !== undefined;
  if (isNarrowed) return lookThrough(db, amount, periods, { ...filter, scope }, reading);
  const places = await readBranches(db, branchesOf(amount, periods), filter, reading);
  return { places: merge(places, reading.way).slice(0, reading.limit), horizon: null };
}

function branchesOf(amount: Fen, periods: number[]): Branch[] {
  return periods.flatMap((created_period) => [
    { created_period, money_fen: amount },
    { created_period, payable_fen: amount },
  ]);
}

/** The stretches in which there can be an order that is looked for, in the reading's order. */
async function searchedPeriods(db: Db, filter: OrderFilter, { way, start }: Reading): Promise<number[]> {
  const [oldest, newest] = await Promise.all(
    (['asc', 'desc'] as const).map((direction) =>
      db('orders').orderBy('id', direction).first<{ created_at: unknown }>('created_at'),
    ),
  );
  if (!oldest || !newest) return [];
  const before = way === 'older' ? start?.place.createdAt : undefined;
  const after = way === 'newer' ? start?.place.createdAt : undefined;
  const from = Math.max(
    Number(oldest.created_at) - OUT_OF_ORDER_MS,
    filter.from ?? -Infinity,
    after ?? -Infinity,
  );
  const to = Math.min(Number(newest.created_at) + OUT_OF_ORDER_MS, filter.to ?? Infinity, before ?? Infinity);
  const periods = createdPeriods(from, to);
  return way === 'older' ? periods.reverse() : periods;
}

async function lookThrough(
  db: Db,
  amount: Fen,
  periods: number[],
  filter: Narrowing,
  reading: Reading,
): Promise<Found> {
  const until = elapsed() + LOOK_FOR_MS;
  const places: OrderPlace[] = [];
  let { start } = reading;
  // Most of what is looked for is recent; where nothing is found, ever more stretches are read at once.
  for (let from = 0, count = 1; from < periods.length; from += count, count *= 2) {
    const branches = branchesOf(amount, periods.slice(from, from + count));
    for (let horizon: OrderPlace | null; ; start = { way: reading.way, place: horizon }) {
      const step = await lookOneStep(db, branches, filter, { ...reading, start });
      horizon = step.horizon;
      places.push(...step.places);
      if (places.length >= reading.limit) return { places: places.slice(0, reading.limit), horizon };
      if (!horizon) break;
      if (elapsed() > until) return { places, horizon };
    }
    const next = periods[from + count];
    if (next !== undefined && elapsed() > until) {
      return { places, horizon: beginning(next, reading.way) };
    }
  }
  return { places, horizon: null };
}

/** Just before the first place of the stretch, in the reading's order. */
function beginning(period: number, way: Reading['way']): OrderPlace {
  const { first, last } = periodEnds(period);
  return way === 'older' ? { createdAt: last, id: LAST_ID } : { createdAt: first, id: 0 };
}

async function lookOneStep(db: Db, branches: Branch[], filter: Narrowing, reading: Reading): Promise<Found> {
  const each = Math.max(20, Math.floor(STEP / branches.length));
  const rows = await readBranches(db, branches, filter, { ...reading, limit: each });
  const compare = inOrder(reading.way);
  const unfinished = branches.flatMap((_, branch) => {
    const read = rows.filter((row) => row.branch === branch);
    return read.length < each ? [] : merge(read, reading.way).slice(-1);
  });
  // Beyond the nearest end of an unfinished branch there may be orders that were not read.
  const horizon = merge(unfinished, reading.way)[0] ?? null;
  const within = rows.filter((row) => !horizon || compare(row, horizon) <= 0);
  return { places: await keepNarrowed(db, merge(within, reading.way), filter), horizon };
}

/** Those of the places whose orders have the filter's merchants, state, pay type and account. */
async function keepNarrowed(db: Db, places: OrderPlace[], filter: Narrowing): Promise<OrderPlace[]> {
  if (places.length === 0) return [];
  const ids = places.map((place) => place.id);
  // Compared here: with more conditions than the ids, SQLite reads the whole state's index instead.
  const rows = await db('orders').whereIn('id', ids).select('id', 'pid', 'state', 'pay_type', 'account_id');
  const { scope, state, payType, accountId } = filter;
  const kept = new Set<number>();
  for (const row of rows) {
    if (!covers(scope, Number(row.pid))) continue;
    if (state !== undefined && row.state !== state) continue;
    if (payType !== undefined && row.pay_type !== payType) continue;
    if (accountId !== undefined && Number(row.account_id) !== accountId) continue;
    kept.add(Number(row.id));
  }
  return places.filter((place) => kept.has(place.id));
}
