import { migrations } from '../../migrations/index.ts';
import type { Db } from '../shared/db.ts';
import { readSetting } from '../shared/settings.ts';

export const INSTALLED_AT = 'installed_at';

const ownTables = migrations.flatMap(({ name }) => /^\d+_(\w+)__create$/.exec(name)?.[1] ?? []);

/** True once an installation has been completed in this database; false also where there are no tables yet. */
export async function isInstalled(db: Db): Promise<boolean> {
  if (!(await hasColumn(db, 'settings', 'name'))) return false;
  return (await readSetting(db, INSTALLED_AT)) !== null;
}

/**
 * Tables of another program that have the names of ours. Our migrations leave existing tables alone, so they
 * would be taken for ours and every later statement would fail on their columns.
 */
export async function foreignTables(db: Db): Promise<string[]> {
  // knex writes this table before any of ours, also when an earlier attempt broke off.
  if (await hasColumn(db, 'schema_migrations', 'migration_time')) return [];
  const found: string[] = [];
  for (const table of ownTables) if (await db.schema.hasTable(table)) found.push(table);
  return found;
}

/** knex's own question fails on MySQL where the table is missing. */
async function hasColumn(db: Db, table: string, column: string): Promise<boolean> {
  return (await db.schema.hasTable(table)) && (await db.schema.hasColumn(table, column));
}
