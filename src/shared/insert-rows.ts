import { type Db, isSqlite } from './db.ts';

/** How many numbers of rows a table's text is kept for: a burst of orders shares a statement, and each size has its own. */
const KEPT_TEXTS = 500;

const texts = new Map<string, string>();

/**
 * Inserts the rows in one statement, which the database's duplicate error (see isDuplicate) leaves undone as a whole. All
 * rows have the columns of the first. Does what knex's own insert does for a fraction of its time: that
 * sorts and compares the columns of every row and writes the text anew each time.
 */
export async function insertRows(db: Db, table: string, rows: Record<string, unknown>[]): Promise<void> {
  if (rows.length > 0) await insert(db, table, rows);
}

/** As insertRows; returns the new row's id. */
export async function insertRow(db: Db, table: string, row: Record<string, unknown>): Promise<number> {
  const answer = await insert(db, table, [row]);
  if (isSqlite(db)) return Number((answer as { lastInsertRowid: number }).lastInsertRowid);
  const [head] = answer as [{ insertId: number }];
  return Number(head.insertId);
}

/** As insertRows; a row that is there already, by its unique columns, is left as it is. Returns how many were not. */
export async function insertMissing(
  db: Db,
  table: string,
  unique: readonly string[],
  rows: Record<string, unknown>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  if (isSqlite(db)) {
    const skipping = (text: string) => `${text} on conflict (${unique.map(quoted).join()}) do nothing`;
    return Number(((await insert(db, table, rows, skipping)) as { changes: number }).changes);
  }
  const skipping = (text: string) => text.replace('insert', 'insert ignore');
  const [head] = (await insert(db, table, rows, skipping)) as [{ affectedRows: number }];
  return Number(head.affectedRows);
}

async function insert(
  db: Db,
  table: string,
  rows: Record<string, unknown>[],
  worded = (text: string) => text,
): Promise<unknown> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.flatMap((row) => columns.map((column) => row[column]));
  return db.raw(worded(textFor(table, columns, rows.length)), values as never);
}

function textFor(table: string, columns: string[], count: number): string {
  const name = `${table} ${count} ${columns.join()}`;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const row = `(${columns.map(() => '?').join()})`;
  const named = columns.map(quoted).join();
  const text = `insert into \`${table}\` (${named}) values ${Array.from({ length: count }, () => row).join()}`;
  if (texts.size >= KEPT_TEXTS) texts.clear();
  texts.set(name, text);
  return text;
}

function quoted(column: string): string {
  return `\`${column}\``;
}
