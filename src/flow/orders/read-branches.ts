import { type Db, rowsOf } from '../../shared/db.ts';
import type { CreatedRange, OrderPageStart, OrderPlace } from './order-filter.ts';

export interface Reading {
  way: 'older' | 'newer';
  limit: number;
  start: OrderPageStart;
}

/** Equal columns of an index, after which comes `created_at`. */
export type Branch = Record<string, string | number | null>;

/** How many branches go into one statement; SQLite takes 500. */
const BRANCHES_AT_ONCE = 120;

/** The first `limit` places of each branch, each branch in the reading's order. */
export async function readBranches(
  db: Db,
  branches: Branch[],
  range: CreatedRange,
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
    const rows = rowsOf(answer);
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
function rangeOf({ from, to }: CreatedRange, { way, start }: Reading) {
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
export function merge(places: OrderPlace[], way: Reading['way']): OrderPlace[] {
  return [...new Map(places.map((place) => [place.id, place])).values()].sort(inOrder(way));
}

export function inOrder(way: Reading['way']): (a: OrderPlace, b: OrderPlace) => number {
  const sign = way === 'older' ? 1 : -1;
  return (a, b) => sign * (b.createdAt - a.createdAt || b.id - a.id);
}
