import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import knexPackage, { type Knex } from 'knex';
import { type KnexQuery, runPrepared, type SqliteConnection } from './prepared-statements.ts';

/** A connection pool or an open transaction: every repository takes one as its first argument. */
export type Db = Knex;

const SQLITE_FILE = 'mpay.db';
const BUSY_WAIT_MS = 10_000;
const MYSQL_POOL = 10;
const TRIES = 8;

/** Where the data lives: the embedded SQLite file in `dataDir`, or the MySQL / MariaDB at `databaseUrl`. */
export interface DatabasePlace {
  databaseUrl: string;
  dataDir: string;
}

export function openDatabase(place: DatabasePlace): Db {
  return place.databaseUrl ? openMysql(place.databaseUrl) : openSqlite(join(place.dataDir, SQLITE_FILE));
}

/** True where the embedded database has been made; opening it makes it. */
export function hasSqliteFile(dataDir: string): boolean {
  return existsSync(join(dataDir, SQLITE_FILE));
}

/** Where the file of an embedded database lies. */
export function sqliteFileOf(db: Db): string {
  return db.client.config.connection.filename;
}

export function isSqlite(db: Db): boolean {
  return db.client.config.client !== 'mysql2';
}

/** The parts of knex's own classes that we extend; knex publishes no types for them. */
type DialectClass = new (
  ...args: unknown[]
) => {
  connectionSettings: { filename: string };
  acquireRawConnection(): Promise<unknown>;
  _query(connection: SqliteConnection, query: KnexQuery): Promise<unknown>;
};
type TransactionClass = new (
  ...args: unknown[]
) => { query(connection: unknown, sql: string): unknown; begin(connection: unknown): unknown };

/** knex's better-sqlite3 dialect over the libsql driver, whose transactions take the write lock at once: two processes wait for each other instead of failing midway. */
function libsqlDialect(): DialectClass {
  const require = createRequire(import.meta.url);
  const Dialect: DialectClass = require('knex/lib/dialects/better-sqlite3/index.js');
  const Transaction: TransactionClass = require('knex/lib/dialects/sqlite3/execution/sqlite-transaction.js');
  class ImmediateTransaction extends Transaction {
    override begin(connection: unknown) {
      return this.query(connection, 'BEGIN IMMEDIATE;');
    }
  }
  return class LibsqlDialect extends Dialect {
    _driver() {
      return require('libsql');
    }
    override acquireRawConnection(): Promise<unknown> {
      createSqliteFile(this.connectionSettings.filename);
      return super.acquireRawConnection();
    }
    override async _query(
      connection: SqliteConnection & { __knex__disposed?: unknown },
      query: KnexQuery,
    ): Promise<unknown> {
      try {
        return runPrepared(connection, query);
      } catch (error) {
        // libsql leaves a statement that met a busy file open, and nothing on its connection commits any more.
        if (wasBrokenOff(error)) connection.__knex__disposed = error;
        throw error;
      }
    }
    transaction(...args: unknown[]) {
      return new ImmediateTransaction(this, ...args);
    }
  };
}

/** knex would print on stdout, which belongs to the terminal twin's answers; what matters to us it throws. */
const quiet: Knex.Logger = { warn() {}, error() {}, deprecate() {}, debug() {} };

/** The file, for its owner alone; SQLite gives its -wal and -shm files the same mode. What is wrong SQLite says. */
export function createSqliteFile(filename: string): void {
  try {
    writeFileSync(filename, '', { mode: 0o600, flag: 'wx' });
  } catch {}
}

function openSqlite(filename: string): Db {
  return knexPackage({
    client: libsqlDialect() as unknown as typeof Knex.Client,
    connection: { filename },
    useNullAsDefault: true,
    log: quiet,
    pool: {
      min: 1,
      max: 1,
      afterCreate(
        connection: { exec(sql: string): void },
        done: (error: unknown, connection: unknown) => void,
      ) {
        connection.exec(`PRAGMA busy_timeout = ${BUSY_WAIT_MS}`);
        connection.exec('PRAGMA journal_mode = WAL');
        connection.exec('PRAGMA synchronous = FULL');
        connection.exec('PRAGMA foreign_keys = ON');
        connection.exec('PRAGMA cache_size = -32000');
        done(null, connection);
      },
    },
  });
}

interface MysqlConnection {
  query(sql: string, done: (error: unknown) => void): void;
}

/** Tables that we make must know transactions, whatever the server's default is; a server without InnoDB refuses this. */
const STRICT_SESSION =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', default_storage_engine = 'InnoDB'";

function openMysql(url: string): Db {
  const db = knexPackage({
    client: 'mysql2',
    log: quiet,
    connection: {
      uri: url.replace(/^mariadb:/, 'mysql:'),
      charset: 'utf8mb4',
      timezone: 'Z',
      supportBigNumbers: true,
      connectTimeout: 8_000,
    } as Knex.MySql2ConnectionConfig,
    pool: {
      min: 0,
      max: MYSQL_POOL,
      // Rows are claimed by locking reads and guarded updates; gap locks would only make shops wait for each other.
      afterCreate(connection: MysqlConnection, done: (error: unknown, connection: unknown) => void) {
        connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
          if (error) return done(error, connection);
          connection.query(STRICT_SESSION, (failure) => done(failure, connection));
        });
      },
    },
  });
  repeatDeadlocked(db.client);
  return db;
}

/**
 * A statement that stands by itself is run again when the server broke it off to let another go first: nothing of it was
 * done. Those of a transaction are run by a client of its own, which this leaves alone: see inTransaction.
 */
function repeatDeadlocked(client: { _query(connection: unknown, query: unknown): Promise<unknown> }): void {
  const run = client._query.bind(client);
  client._query = (connection, query) => retry(() => run(connection, query), isDeadlock);
}

/** Runs `work` in one transaction, as retryBrokenOff. */
export function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return retryBrokenOff(() => db.transaction(work));
}

/**
 * Runs `work`, again from the start when the database broke it off to let another go first (deadlock, lock wait, busy).
 * Only for work that is undone then, and that has no effect outside the database.
 */
export function retryBrokenOff<T>(work: () => Promise<T>): Promise<T> {
  return retry(work, wasBrokenOff);
}

async function retry<T>(work: () => Promise<T>, mayRepeat: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES || !mayRepeat(error)) throw error;
    }
  }
}

function wasBrokenOff(error: unknown): boolean {
  const code = String((error as { code?: unknown })?.code ?? '');
  return isDeadlock(error) || code === 'ER_LOCK_WAIT_TIMEOUT' || code.startsWith('SQLITE_BUSY');
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown })?.code === 'ER_LOCK_DEADLOCK';
}

/** True when an insert lost against a unique key, on either database. */
export function isDuplicate(error: unknown): boolean {
  const code = String((error as { code?: unknown })?.code ?? '');
  return (
    code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

/** The rows that a `raw` query answered, which the two databases' drivers hand over differently. */
export function rowsOf(answer: unknown): Record<string, unknown>[] {
  const rows = answer as Record<string, unknown>[];
  return Array.isArray(rows[0]) ? rows[0] : rows;
}
