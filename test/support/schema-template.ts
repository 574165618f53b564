import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { writeMysqlTemplate } from './mysql-pool.ts';
import { mysqlAvailable } from './requirements.ts';

/**
 * The tables as all migrations leave them, made once for a run of the tests: hundreds of databases are opened in one, and the
 * way there is the same each time. test/migrations.test.ts and those who install walk the whole way themselves.
 */
const FILE = 'mpay.db';

/** Where the template of this run lies; undefined outside a run: then each database is migrated. */
export const templateFolder = () => process.env.MPAY_TEST_TEMPLATE;

export async function makeTemplate(into: string): Promise<void> {
  await makeSqliteTemplate(into);
  if (mysqlAvailable()) await writeMysqlTemplate(into);
}

/** Of SQLite alone: `mpay.db` in that folder. */
export async function makeSqliteTemplate(into: string): Promise<void> {
  const db = openDatabase({ databaseUrl: '', dataDir: into });
  await migrate(db);
  await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.destroy();
}

/** Before the SQLite database of `dataDir` is opened for the first time. */
export async function copySqliteTemplate(from: string, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await copyFile(join(from, FILE), join(dataDir, FILE));
}
