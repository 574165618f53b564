import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Place } from './place.ts';

/** The database driver with nothing of ours around it. */
export interface BareDriver {
  /** Writes the rows in one transaction that is on disk when this resolves. */
  insert(rows: (string | number)[][]): Promise<void>;
  close(): Promise<void>;
}

const COLUMNS = [
  'trade_no',
  'pid',
  'out_trade_no',
  'requested_type',
  'name',
  'money_fen',
  'notify_url',
  'pay_type',
  'payable_fen',
  'account_id',
  'code_id',
  'state',
  'created_at',
  'expires_at',
  'held_until',
];
const SQL = `insert into orders (${COLUMNS.join(',')}) values (${COLUMNS.map(() => '?').join(',')})`;

export function openDriver(place: Place): Promise<BareDriver> {
  return place.kind === 'sqlite' ? openLibsql(place.dataDir) : openMysql2(place.databaseUrl);
}

interface Libsql {
  new (path: string): LibsqlConnection;
}
interface LibsqlConnection {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: (string | number)[]): unknown };
  close(): void;
}

async function openLibsql(dataDir: string): Promise<BareDriver> {
  const Database: Libsql = createRequire(import.meta.url)('libsql');
  const db = new Database(join(dataDir, 'mpay.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  const insert = db.prepare(SQL);
  return {
    async insert(rows) {
      db.exec('BEGIN IMMEDIATE');
      for (const row of rows) insert.run(...row);
      db.exec('COMMIT');
    },
    close: async () => db.close(),
  };
}

async function openMysql2(url: string): Promise<BareDriver> {
  const connection = await createConnection(url);
  const one = `(${COLUMNS.map(() => '?').join(',')})`;
  return {
    async insert(rows) {
      await connection.beginTransaction();
      const values = rows.map(() => one).join(',');
      await connection.query(`insert into orders (${COLUMNS.join(',')}) values ${values}`, rows.flat());
      await connection.commit();
    },
    close: () => connection.end(),
  };
}
