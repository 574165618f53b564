import { type Db, isSqlite, rowsOf } from './db.ts';

/**
 * What is asked with every sale, by texts that are put together here: knex's builder takes longer for one of them than
 * the database for its work. For values that are compared for equality; everything rarer is the builder's.
 */

type Value = string | number | boolean | null;

/**
 * The row that has all of `equal`, none of which may be null; undefined when there is none. `forUpdate`: nobody else
 * changes it until the transaction ends (in SQLite nobody does anyway). `columns`: where the row is wide and few are
 * wanted, as each one that is read takes its time.
 */
export async function findRow(
  db: Db,
  table: string,
  equal: Readonly<Record<string, NonNullable<Value>>>,
  { columns = ['*'], forUpdate = false }: { columns?: readonly string[]; forUpdate?: boolean } = {},
): Promise<Record<string, unknown> | undefined> {
  const lock = forUpdate && !isSqlite(db) ? ' for update' : '';
  const text = `select ${columns.join()} from \`${table}\` where ${pairs(equal, ' and ')} limit 1${lock}`;
  return rowsOf(await db.raw(text, Object.values(equal)))[0];
}

/** Writes `values` into the rows that have all of `equal`, none of which may be null; returns how many these are. */
export async function updateRows(
  db: Db,
  table: string,
  equal: Readonly<Record<string, NonNullable<Value>>>,
  values: Readonly<Record<string, Value>>,
): Promise<number> {
  const text = `update \`${table}\` set ${pairs(values, ', ')} where ${pairs(equal, ' and ')}`;
  return changeRows(db, text, [...Object.values(values), ...Object.values(equal)]);
}

/** Runs one written statement that changes rows; returns how many it found to change. */
export async function changeRows(db: Db, text: string, values: readonly Value[]): Promise<number> {
  const answer: unknown = await db.raw(text, values as never);
  if (isSqlite(db)) return (answer as { changes: number }).changes;
  const [head] = answer as [{ affectedRows: number }];
  return head.affectedRows;
}

/** "?,?,?"; of none what nothing is in: MySQL knows no empty list. */
export function marks(count: number): string {
  return count === 0 ? 'null' : Array(count).fill('?').join();
}

function pairs(columns: object, between: string): string {
  return Object.keys(columns)
    .map((column) => `\`${column}\` = ?`)
    .join(between);
}
