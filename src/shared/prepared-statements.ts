type Row = unknown[];

/** A statement of the libsql driver. */
interface Statement {
  /** True when it returns rows. */
  reader: boolean;
  /** From now on its rows are lists of values. */
  raw(): Statement;
  get(values: unknown[]): Row | undefined;
  all(values: unknown[]): Row[];
  run(values: unknown[]): { lastInsertRowid: number; changes: number };
  columns(): { name: string }[];
}

export interface SqliteConnection {
  prepare(sql: string): Statement;
}

/** What knex hands to a dialect, and where it looks for the answer. */
export interface KnexQuery {
  sql: string;
  /** 'first': of all rows only one is wanted. */
  method?: string;
  bindings?: unknown[];
  response?: unknown;
  context?: { lastID: number; changes: number };
}

const KEPT_STATEMENTS = 200;
/** A statement over many rows has a text of its own for each number of rows; those of a few dozen come again. */
const LONGEST_KEPT = 20_000;
const WORTH_KEEPING = /^(select|insert|update|delete|begin|commit|rollback|pragma schema_version)/i;
const CHANGES_TABLES = /^\s*(create|alter|drop)/i;
/** After these it must be asked anew which tables there are. */
const ENDS_OR_CHANGES = /^\s*(commit|rollback|create|alter|drop)/i;
/** `*`, but not `count(*)`. */
const ALL_COLUMNS = /\*(?!\))/;

/** What is asked of the driver once for each statement, since it asks the database each time. */
interface Prepared {
  statement: Statement;
  reader: boolean;
  /** What it does to a transaction, or to the tables. */
  is: 'begin' | 'end' | 'ordinary';
  /** Its columns, once a row has come; null: not asked, or no longer sure. */
  names: string[] | null;
  /** Which columns it has depends on the tables; `names` are those of this version of them. */
  isOfTables: boolean;
  version: unknown;
}

interface Kept {
  statements: Map<string, Prepared>;
  /** Which version of the tables a transaction sees: others can't change them while it runs. Undefined: not asked yet. */
  versionInTransaction: unknown;
  inTransaction: boolean;
}

const keptByConnection = new WeakMap<SqliteConnection, Kept>();

/** Runs a query on a statement that is compiled once for each connection and text. */
export function runPrepared(connection: SqliteConnection, query: KnexQuery): KnexQuery {
  const known = prepared(connection, query.sql);
  const values = (query.bindings ?? []).map(toSqlite);
  if (known.reader) {
    const rows = read(known.statement, query.method, values);
    // The driver takes several times as long to make objects of them.
    query.response = rows.length === 0 ? rows : toObjects(rows, namesOf(connection, known));
  } else {
    if (known.is !== 'ordinary') forgetTablesVersion(connection, false);
    const outcome = known.statement.run(values);
    if (known.is === 'begin') forgetTablesVersion(connection, true);
    query.response = outcome;
    query.context = { lastID: outcome.lastInsertRowid, changes: outcome.changes };
  }
  return query;
}

function read(statement: Statement, method: string | undefined, values: unknown[]): Row[] {
  if (method !== 'first') return statement.all(values);
  const row = statement.get(values);
  return row === undefined ? [] : [row];
}

function toObjects(rows: Row[], names: string[]): Record<string, unknown>[] {
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) object[names[at] as string] = row[at];
    return object;
  });
}

/** The columns of what it has just read. */
function namesOf(connection: SqliteConnection, known: Prepared): string[] {
  if (known.isOfTables) {
    // Another process may have changed the tables; SQLite then compiles the statement anew by itself.
    const version = tablesVersion(connection);
    if (version !== known.version) known.names = null;
    known.version = version;
  }
  known.names ??= known.statement.columns().map(({ name }) => name);
  return known.names;
}

function tablesVersion(connection: SqliteConnection): unknown {
  const kept = keptFor(connection);
  if (kept.versionInTransaction !== undefined) return kept.versionInTransaction;
  const version = prepared(connection, 'PRAGMA schema_version').statement.get([])?.[0];
  if (kept.inTransaction) kept.versionInTransaction = version;
  return version;
}

/** Asked once in a transaction; one that the database ended by itself is rolled back by its owner too. */
function forgetTablesVersion(connection: SqliteConnection, inTransaction: boolean): void {
  const kept = keptFor(connection);
  kept.versionInTransaction = undefined;
  kept.inTransaction = inTransaction;
}

function keptFor(connection: SqliteConnection): Kept {
  let kept = keptByConnection.get(connection);
  if (!kept) {
    kept = { statements: new Map(), versionInTransaction: undefined, inTransaction: false };
    keptByConnection.set(connection, kept);
  }
  return kept;
}

function prepared(connection: SqliteConnection, sql: string): Prepared {
  const kept = keptFor(connection).statements;
  const known = kept.get(sql);
  if (known) {
    // The least recently used one is the first to go.
    kept.delete(sql);
    kept.set(sql, known);
    return known;
  }
  const made = compile(connection, sql);
  if (sql.length > LONGEST_KEPT) return made;
  if (CHANGES_TABLES.test(sql)) kept.clear();
  if (!WORTH_KEEPING.test(sql)) return made;
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
  kept.set(sql, made);
  return made;
}

function compile(connection: SqliteConnection, sql: string): Prepared {
  const statement = connection.prepare(sql);
  const { reader } = statement;
  return {
    statement: reader ? statement.raw() : statement,
    reader,
    is: /^begin/i.test(sql) ? 'begin' : ENDS_OR_CHANGES.test(sql) ? 'end' : 'ordinary',
    names: null,
    isOfTables: ALL_COLUMNS.test(sql),
    version: null,
  };
}

function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.valueOf() : value;
}
