import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { createMysqlDatabase } from './mysql-database.ts';
import { takeMysqlDatabase } from './mysql-pool.ts';
import { mysqlAvailable } from './requirements.ts';
import { copySqliteTemplate, templateFolder } from './schema-template.ts';

export type DatabaseKind = 'sqlite' | 'mysql';

/**
 * Both engines, for `describe.each(databases)`; use `describe.skipIf(!available)` for the one that isn't here:
 *   for (const { name, available } of databases) describe.skipIf(!available)(`orders on ${name}`, () => {...})
 */
export const databases: ReadonlyArray<{ name: DatabaseKind; available: boolean }> = [
  { name: 'sqlite', available: true },
  { name: 'mysql', available: mysqlAvailable() },
];

export interface TestDatabase {
  db: Db;
  /** Empty for SQLite, as in the configuration. */
  databaseUrl: string;
  /** A temp folder of this database's own; holds the SQLite file. */
  dataDir: string;
  /** Closes the pool and removes all of it. */
  close(): Promise<void>;
}

/** A database of the caller's own with every table made and no row, or empty with `{ migrated: false }`. */
export async function openTestDatabase(kind: DatabaseKind, { migrated = true } = {}): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mpay-test-'));
  const template = migrated ? templateFolder() : undefined;
  const mysql = kind === 'mysql' ? await mysqlDatabase(template) : undefined;
  if (template && !mysql) await copySqliteTemplate(template, dataDir);
  const databaseUrl = mysql?.url ?? '';
  const db = openDatabase({ databaseUrl, dataDir });
  const close = async () => {
    await db.destroy();
    await mysql?.end();
    await rm(dataDir, { recursive: true, force: true });
  };
  if (migrated && !template) {
    try {
      await migrate(db);
    } catch (error) {
      await close();
      throw error;
    }
  }
  return { db, databaseUrl, dataDir, close };
}

async function mysqlDatabase(template: string | undefined): Promise<{ url: string; end(): Promise<void> }> {
  if (template) {
    const { url, giveBack } = await takeMysqlDatabase(template);
    return { url, end: giveBack };
  }
  const { url, drop } = await createMysqlDatabase();
  return { url, end: drop };
}

export { createMysqlDatabase, onMysqlServer } from './mysql-database.ts';
