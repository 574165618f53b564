import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { randomHex } from '../../src/shared/random.ts';
import { mysqlServer } from './requirements.ts';

/**
 * MySQL databases with every table made. Making and dropping the tables costs more than most tests do, so a database that
 * a test has closed is emptied and given to another one, after proof that it is as a new one: the same statements make
 * each of its tables, with the same checksum of the rows, and nobody is connected to it. One that isn't is dropped.
 */
interface Template {
  /** What makes a table, and the rows that migrations put into it. */
  tables: Record<string, { create: string; rows: string }>;
  state: State;
}

/** By each table's name: what makes it, and the checksum of its rows; and what makes the database. */
type State = Record<string, string>;

const FILE = 'mysql.json';
const DATABASE = '(database)';
const emptied: string[] = [];

export async function writeMysqlTemplate(folder: string): Promise<void> {
  const name = newName();
  await connected(async (connection) => {
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}`);
    const db = openDatabase({ databaseUrl: urlOf(name), dataDir: '' });
    try {
      await migrate(db);
      const tables: Template['tables'] = {};
      for (const [table, create] of Object.entries(await statementsOf(connection, name))) {
        if (table === DATABASE) continue;
        const rows = await db(table).select();
        tables[table] = {
          create: create.replace(/ AUTO_INCREMENT=\d+/, ''),
          rows: rows.length > 0 ? db(table).insert(rows).toString() : '',
        };
      }
      await make({ tables }, name, connection, { anew: true });
      const template: Template = { tables, state: await stateOf(connection, name) };
      await writeFile(join(folder, FILE), JSON.stringify(template));
    } finally {
      await db.destroy();
      await connection.query(`DROP DATABASE ${name}`);
    }
  });
}

let read: Promise<Template> | undefined;

function template(folder: string): Promise<Template> {
  read ??= readFile(join(folder, FILE), 'utf8').then((text) => JSON.parse(text) as Template);
  return read;
}

/** A database with every table and no row of a test. `giveBack` it when nobody is connected to it any more. */
export async function takeMysqlDatabase(folder: string): Promise<{ url: string; giveBack(): Promise<void> }> {
  const like = await template(folder);
  const name = await connected(async (connection) => {
    for (let used = emptied.pop(); used !== undefined; used = emptied.pop()) {
      if (await isAsNew(like, used, connection)) return used;
      await drop(used, connection);
    }
    const fresh = newName();
    await make(like, fresh, connection);
    return fresh;
  });
  // Outside a run of the tests nobody drops what is left.
  const isKept = process.env.MPAY_TEST_RUN !== undefined;
  const giveBack = (connection: Connection) =>
    isKept ? empty(like, name, connection) : drop(name, connection);
  return { url: urlOf(name), giveBack: () => connected(giveBack) };
}

/** Of this run: all that are left when it ends. */
export async function dropMysqlDatabases(): Promise<void> {
  await connected(async (connection) => {
    const [found] = await connection.query<RowDataPacket[]>(`SHOW DATABASES LIKE '${newName('%')}'`);
    for (const name of found.flatMap((row) => Object.values(row)))
      await connection.query(`DROP DATABASE ${name}`);
  });
}

async function make(
  { tables }: Pick<Template, 'tables'>,
  name: string,
  connection: Connection,
  { anew = false } = {},
): Promise<void> {
  const statements = Object.values(tables).flatMap(({ create, rows }) => (rows ? [create, rows] : [create]));
  await connection.query(
    [
      ...(anew ? [`DROP DATABASE ${name}`] : []),
      `CREATE DATABASE ${name} CHARACTER SET utf8mb4`,
      ...[`USE ${name}`, 'SET FOREIGN_KEY_CHECKS = 0', ...statements],
    ].join(';'),
  );
}

/** Empties what is not as new. What can't be mended so is dropped, here or where it would be taken. */
async function empty({ tables, state }: Template, name: string, connection: Connection): Promise<void> {
  try {
    const now = await stateOf(connection, name);
    const changed = Object.keys(state).filter((table) => table !== DATABASE && now[table] !== state[table]);
    const statements = changed.flatMap((table) => [`TRUNCATE ${table}`, tables[table]?.rows ?? '']);
    if (changed.length > 0)
      await connection.query(['SET FOREIGN_KEY_CHECKS = 0', ...statements.filter(Boolean)].join(';'));
    emptied.push(name);
  } catch {
    await drop(name, connection);
  }
}

async function drop(name: string, connection: Connection): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${name}`);
}

async function isAsNew({ state }: Template, name: string, connection: Connection): Promise<boolean> {
  const [others] = await connection.query<RowDataPacket[]>(
    'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> connection_id()',
    [name],
  );
  if (others.length > 0) return false;
  const now = await stateOf(connection, name).catch(() => ({}) as State);
  return Object.keys({ ...state, ...now }).every((table) => now[table] === state[table]);
}

/** With triggers, as they are part of nothing that SHOW CREATE TABLE tells. */
async function stateOf(connection: Connection, name: string): Promise<State> {
  const statements = await statementsOf(connection, name);
  const tables = Object.keys(statements).filter((table) => table !== DATABASE);
  const [sums] = await connection.query<RowDataPacket[]>(`CHECKSUM TABLE ${tables.join()}`);
  const [triggers] = await connection.query<RowDataPacket[]>('SHOW TRIGGERS');
  const state: State = { [DATABASE]: `${statements[DATABASE]} ${JSON.stringify(triggers)}` };
  for (const { Table, Checksum } of sums) {
    const table = String(Table).split('.')[1] ?? '';
    state[table] = `${statements[table]} ${Checksum}`;
  }
  return state;
}

async function statementsOf(connection: Connection, name: string): Promise<Record<string, string>> {
  await connection.query(`USE ${name}`);
  const [found] = await connection.query<RowDataPacket[]>('SHOW TABLES');
  const tables = found.map((row) => String(Object.values(row)[0]));
  const asked = [`SHOW CREATE DATABASE ${name}`, ...tables.map((table) => `SHOW CREATE TABLE ${table}`)];
  const [told] = await connection.query<RowDataPacket[][]>(asked.join(';'));
  const texts = told.map(([row]) => String(Object.values(row ?? {})[1]).replaceAll(name, ''));
  return Object.fromEntries([DATABASE, ...tables].map((what, at) => [what, texts[at] ?? '']));
}

function newName(end = randomHex(4)): string {
  return `mpay_test_${process.env.MPAY_TEST_RUN ?? randomHex(4)}_${end}`;
}

function urlOf(name: string): string {
  const { host, port, user, password } = mysqlServer;
  return `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${name}`;
}

async function connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ ...mysqlServer, multipleStatements: true });
  try {
    // As the product's own: what a statement and a moment mean depends on them.
    await connection.query("SET time_zone = '+00:00', default_storage_engine = 'InnoDB'");
    return await work(connection);
  } finally {
    await connection.end();
  }
}
