import type { Connection } from 'mysql2/promise';
import { openDatabase } from '../shared/db.ts';
import type { TextKey } from '../shared/i18n/index.ts';
import { foreignTables, isInstalled } from './installed-state.ts';
import { type MysqlAddress, mysqlUrl } from './mysql-address.ts';

/** Why a MySQL can't be used: the key of a text, and what the text tells. */
export interface MysqlProblem {
  key: TextKey;
  values: Record<string, string | number>;
}

const CONNECT_WITHIN_MS = 6_000;
const OLDEST = { MySQL: [5, 7], MariaDB: [10, 3] } as const;

/** What the program does to its tables, each as a statement that asks for the right and then can't succeed. */
const rightsToTry: ReadonlyArray<[right: string, sql: string]> = [
  ['CREATE', 'CREATE TABLE mpay_rights_probe (a INT, a INT)'],
  ['ALTER', 'ALTER TABLE mpay_rights_probe ADD b INT'],
  ['INDEX', 'CREATE INDEX mpay_rights_probe_b ON mpay_rights_probe (b)'],
  ['SELECT', 'SELECT 1 FROM mpay_rights_probe'],
  ['INSERT', 'INSERT INTO mpay_rights_probe VALUES (1)'],
  ['UPDATE', 'UPDATE mpay_rights_probe SET a = 1'],
  ['DELETE', 'DELETE FROM mpay_rights_probe'],
];

/** Undefined when mpay can be installed there; otherwise the one thing to mend first. Writes nothing. */
export async function testMysql(address: MysqlAddress): Promise<MysqlProblem | undefined> {
  // Loaded where it is needed: an installation on SQLite never does, and saves the memory.
  const { createConnection } = await import('mysql2/promise');
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      ...address,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_WITHIN_MS,
    });
    return (
      (await tooOld(connection)) ?? (await lackingRights(connection, address)) ?? (await lookInside(address))
    );
  } catch (error) {
    return explainMysql(error, address);
  } finally {
    connection?.destroy();
  }
}

async function tooOld(connection: Connection): Promise<MysqlProblem | undefined> {
  const version = String((await firstRow(connection, 'SELECT VERSION() AS version'))?.version ?? '');
  return isNewEnough(version) ? undefined : { key: 'install.mysqlTooOld', values: { version } };
}

/** True for the versions that we support; `version` is what the server says of itself. */
export function isNewEnough(version: string): boolean {
  // MariaDB may introduce itself to old clients as "5.5.5-10.11.2-MariaDB".
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(version.replace(/^5\.5\.5-/, '')) ?? [];
  const [needMajor, needMinor] = OLDEST[/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'];
  return Number(major) > needMajor || (Number(major) === needMajor && Number(minor) >= needMinor);
}

/** The server asks for rights before it looks at names and columns, so a senseless statement tells them apart. */
async function lackingRights(connection: Connection, address: MysqlAddress) {
  const lacking: string[] = [];
  for (const [right, sql] of rightsToTry) {
    const code = await connection.query(sql).then(
      () => '',
      (error: unknown) => codeOf(error),
    );
    if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') lacking.push(right);
  }
  if (lacking.length === 0) return undefined;
  return problem('install.mysqlNoCreate', address, { rights: lacking.join(', ') });
}

/** What the tables that are there say: an mpay lives here, or another program does. */
async function lookInside(address: MysqlAddress): Promise<MysqlProblem | undefined> {
  const db = openDatabase({ databaseUrl: mysqlUrl(address), dataDir: '' });
  try {
    if (await isInstalled(db)) return problem('install.mysqlInstalled', address);
    const foreign = await foreignTables(db);
    return foreign.length === 0
      ? undefined
      : problem('install.databaseOccupied', address, { tables: foreign.join(', ') });
  } finally {
    await db.destroy();
  }
}

async function firstRow(connection: Connection, sql: string): Promise<Record<string, unknown> | undefined> {
  const [rows] = await connection.query(sql);
  return (rows as Record<string, unknown>[])[0];
}

/** Why a MySQL could not be asked. */
export function explainMysql(error: unknown, address: MysqlAddress): MysqlProblem {
  const code = codeOf(error);
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

function problem(key: TextKey, { host, port, user, database }: MysqlAddress, more = {}): MysqlProblem {
  return { key, values: { host, port, user, database, ...more } };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown })?.code ?? '');
}

function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [codeOf(error), message].filter(Boolean).join(': ').slice(0, 300);
}
