import type { Knex } from 'knex';
import { migrations } from '../../migrations/index.ts';
import type { Db } from './db.ts';
import { aloneOn } from './migration-lock.ts';

type Listed = (typeof migrations)[number];

const source: Knex.MigrationSource<Listed> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (listed) => listed.name,
  // Each migration is safe to run again, and MySQL can't roll back a change of structure.
  getMigration: async ({ load }) => ({
    up: (await load()).up,
    down: refuse,
    config: { transaction: false },
  }),
};

const TABLE = 'schema_migrations';

const config: Knex.MigratorConfig = {
  migrationSource: source,
  tableName: TABLE,
  disableMigrationsListValidation: true,
};

async function refuse(): Promise<never> {
  throw new Error('migrations only go forward; restore a back-up instead');
}

/**
 * Brings the tables up to date and returns the names of what was run. Existing tables are never dropped.
 * While another process is at it, waits until that one is done or dead, and runs what is left.
 */
export async function migrate(db: Db): Promise<string[]> {
  if (await isUpToDate(db)) return [];
  return aloneOn(db, async () => {
    // knex's own lock outlives the process that was killed under it, and knex looks before it takes it.
    await db.migrate.forceFreeMigrationsLock(config);
    const [, done] = await db.migrate.latest(config);
    return done as string[];
  });
}

/** Asked first, so that an ordinary start takes no lock. */
async function isUpToDate(db: Db): Promise<boolean> {
  if (!(await db.schema.hasTable(TABLE))) return false;
  const done = new Set<string>(await db(TABLE).pluck('name'));
  return migrations.every(({ name }) => done.has(name));
}
