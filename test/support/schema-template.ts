import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { createMysqlDatabase } from './mysql-database.ts';
import { mysqlAvailable } from './requirements.ts';

/**
 * The tables as all migrations leave them, made once for a run of the tests: hundreds of databases are opened in one, and the
 * way there is the same each time. test/migrations.test.ts and those who install walk the whole way themselves.
 */
const FILE = 'mpay.db';
const STATEMENTS = 'mysql.json';

/** Where the template of this run lies; undefined outside a run: then each database is migrated. */
const folder = () => process.env.MPAY_TEST_TEMPLATE;

export async function makeTemplate(into: string): Promise<void> {
  await makeSqliteTemplate(into);
  if (mysqlAvailable()) await writeFile(join(into, STATEMENTS), JSON.stringify(await mysqlStatements()));
}

/** Of SQLite alone: `mpay.db` in that folder. */
export async function makeSqliteTemplate(into: string): Promise<void> {
  const db = openDatabase({ databaseUrl: '', dataDir: into });
  await migrate(db);
  await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.destroy();
}

async function mysqlStatements(): Promise<string[]> {
  const { url, drop } = await createMysqlDatabase();
  const db = openDatabase({ databaseUrl: url, dataDir: '' });
  try {
    await migrate(db);
    const [tables] = await db.raw('SHOW TABLES');
    const names: string[] = tables.map((row: Record<string, string>) => Object.values(row)[0]);
    const statements: string[] = ['SET FOREIGN_KEY_CHECKS = 0'];
    for (const name of names) {
      const [[made]] = await db.raw('SHOW CREATE TABLE ??', [name]);
      statements.push(String(made['Create Table']).replace(/ AUTO_INCREMENT=\d+/, ''));
      const rows = await db(name).select();
      if (rows.length > 0) statements.push(db(name).insert(rows).toString());
    }
    return [...statements, 'SET FOREIGN_KEY_CHECKS = 1'];
  } finally {
    await db.destroy();
    await drop();
  }
}

/** Before the SQLite database of `dataDir` is opened for the first time. False: there is no template. */
export async function copySqliteTemplate(dataDir: string): Promise<boolean> {
  const from = folder();
  if (!from) return false;
  await mkdir(dataDir, { recursive: true });
  await copyFile(join(from, FILE), join(dataDir, FILE));
  return true;
}

/** Makes the tables of an empty MySQL database. False: there is no template. */
export async function applyMysqlTemplate(db: Db): Promise<boolean> {
  const from = folder();
  if (!from) return false;
  const statements: string[] = JSON.parse(await readFile(join(from, STATEMENTS), 'utf8'));
  await db.transaction(async (trx) => {
    for (const statement of statements) await trx.raw(statement.replaceAll('?', '\\?'));
  });
  return true;
}
