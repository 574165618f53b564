import type { Connection } from 'mysql2/promise';
import { openDatabase } from '../shared/db.ts';
import type { TextKey } from '../shared/i18n/index.ts';
import { type Saying, type SayingValues, saying } from '../shared/saying.ts';
import { writeFault } from '../shared/write-fault.ts';
import { foreignTables, isInstalled } from './installed-state.ts';
import { lackingRights } from './lacking-rights.ts';
import { type MysqlAddress, mysqlUrl } from './mysql-address.ts';
import { findUnfit } from './unfit-tables.ts';

const CONNECT_WITHIN_MS = 6_000;
const OLDEST = { MySQL: [5, 7], MariaDB: [10, 3] } as const;

/** Undefined when mpay can be installed there; otherwise the one thing to mend first. Writes nothing. */
export async function testMysql(address: MysqlAddress): Promise<Saying | undefined> {
  // Loaded where it is needed: an installation on SQLite never does, and saves the memory.
  const { createConnection } = await import('mysql2/promise');
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      ...address,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_WITHIN_MS,
    });
    const asked = connection;
    const rights = async () => noRights(await lackingRights((sql) => asked.query(sql)), address);
    return (await tooOld(connection)) ?? (await rights()) ?? (await lookInside(address));
  } catch (error) {
    return explainMysql(error, address);
  } finally {
    connection?.destroy();
  }
}

async function tooOld(connection: Connection): Promise<Saying | undefined> {
  const version = String((await firstRow(connection, 'SELECT VERSION() AS version'))?.version ?? '');
  return isNewEnough(version) ? undefined : saying('install.mysqlTooOld', { version });
}

/** True for the versions that we support; `version` is what the server says of itself. */
export function isNewEnough(version: string): boolean {
  // MariaDB may introduce itself to old clients as "5.5.5-10.11.2-MariaDB".
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(version.replace(/^5\.5\.5-/, '')) ?? [];
  const [needMajor, needMinor] = OLDEST[/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'];
  return Number(major) > needMajor || (Number(major) === needMajor && Number(minor) >= needMinor);
}

/** Also of a user who turns out to have no right to write while the product starts. */
export function noRights(lacking: string[], address: MysqlAddress): Saying | undefined {
  if (lacking.length === 0) return undefined;
  return problem('install.mysqlNoCreate', address, { rights: lacking.join(', ') });
}

/** What the tables that are there say: an mpay lives here, or another program does. */
async function lookInside(address: MysqlAddress): Promise<Saying | undefined> {
  const db = openDatabase({ databaseUrl: mysqlUrl(address), dataDir: '' });
  try {
    if (await isInstalled(db)) return problem('install.mysqlInstalled', address);
    const foreign = await foreignTables(db);
    if (foreign.length > 0)
      return problem('refusal.database_occupied', address, { tables: foreign.join(', ') });
    const unfit = await findUnfit(db);
    return unfit && problem(unfit.say, address, unfit.with);
  } finally {
    await db.destroy();
  }
}

async function firstRow(connection: Connection, sql: string): Promise<Record<string, unknown> | undefined> {
  const [rows] = await connection.query(sql);
  return (rows as Record<string, unknown>[])[0];
}

/** Why a MySQL could not be asked. */
export function explainMysql(error: unknown, address: MysqlAddress): Saying {
  const code = codeOf(error);
  const fault = writeFault(error);
  if (fault === 'no_transactions') return problem('install.mysqlNoInnodb', address);
  if (fault === 'read_only') return problem('install.mysqlReadOnly', address, { cause: code });
  if (fault === 'disk_full') return problem('install.mysqlFull', address, { cause: code });
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem('install.mysqlUnknownHost', address);
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
    case 'PROTOCOL_CONNECTION_LOST':
      return problem('install.mysqlUnreachable', address, { cause: code });
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_HOST_NOT_PRIVILEGED':
    case 'ER_HOST_IS_BLOCKED':
      return problem('install.mysqlAccessDenied', address);
    case 'ER_DBACCESS_DENIED_ERROR':
      return problem('install.mysqlDatabaseDenied', address);
    case 'ER_BAD_DB_ERROR':
      return problem('install.mysqlUnknownDatabase', address);
    default:
      return problem('install.mysqlOther', address, { cause: causeOf(error) });
  }
}

function problem(
  key: TextKey,
  { host, port, user, database }: MysqlAddress,
  more: SayingValues = {},
): Saying {
  return { say: key, with: { host, port, user, database, ...more } };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown })?.code ?? '');
}

function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [codeOf(error), message].filter(Boolean).join(': ').slice(0, 300);
}
