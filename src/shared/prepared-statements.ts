/** A statement of the libsql driver. */
interface Statement {
  /** True when it returns rows. */
  reader: boolean;
  all(values: unknown[]): unknown[];
  run(values: unknown[]): { lastInsertRowid: number; changes: number };
}

export interface SqliteConnection {
  prepare(sql: string): Statement;
}

/** What knex hands to a dialect, and where it looks for the answer. */
export interface KnexQuery {
  sql: string;
  bindings?: unknown[];
  response?: unknown;
  context?: { lastID: number; changes: number };
}

const KEPT_STATEMENTS = 200;
/** A statement over many rows has a text of its own for each number of rows; those of a few dozen come again. */
const LONGEST_KEPT = 20_000;
const WORTH_KEEPING = /^(select|insert|update|delete|begin|commit|rollback)/i;

/** A statement, and whether it returns rows: asked once, since the driver asks the database each time. */
interface Prepared {
  statement: Statement;
  reader: boolean;
}

const keptByConnection = new WeakMap<SqliteConnection, Map<string, Prepared>>();

/** Runs a query on a statement that is compiled once for each connection and text. */
export function runPrepared(connection: SqliteConnection, query: KnexQuery): KnexQuery {
  const { statement, reader } = prepared(connection, query.sql);
  const values = (query.bindings ?? []).map(toSqlite);
  if (reader) {
    query.response = statement.all(values);
  } else {
    const outcome = statement.run(values);
    query.response = outcome;
    query.context = { lastID: outcome.lastInsertRowid, changes: outcome.changes };
  }
  return query;
}

function prepared(connection: SqliteConnection, sql: string): Prepared {
  let kept = keptByConnection.get(connection);
  if (!kept) {
    kept = new Map();
    keptByConnection.set(connection, kept);
  }
  const known = kept.get(sql);
  if (known) {
    // The least recently used one is the first to go.
    kept.delete(sql);
    kept.set(sql, known);
    return known;
  }
  const statement = connection.prepare(sql);
  const made = { statement, reader: statement.reader };
  if (sql.length > LONGEST_KEPT || !WORTH_KEEPING.test(sql)) return made;
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
  kept.set(sql, made);
  return made;
}

function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.valueOf() : value;
}
