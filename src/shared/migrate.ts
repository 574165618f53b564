import type { Knex } from 'knex';
import { migrations } from '../../migrations/index.ts';
import type { Db } from './db.ts';
import { errorText } from './errors.ts';
import { freeMigrationLock, prepareMigrationLock } from './migration-lock.ts';
import { elapsed, pause } from './timers.ts';

type Listed = (typeof migrations)[number];

const TABLE = 'schema_migrations';

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

const config: Knex.MigratorConfig = {
  migrationSource: source,
  tableName: TABLE,
  disableMigrationsListValidation: true,
};

const WAIT_MS = 100;
/** A process that was killed in the middle leaves knex's lock behind; no change of ours takes this long. */
const STALE_AFTER_MS = 20_000;

async function refuse(): Promise<never> {
  throw new Error('migrations only go forward; restore a back-up instead');
}

/**
 * Brings the tables up to date and returns the names of what was run. Existing tables are never dropped.
 * While another process is at it, waits; a lock that a killed process left is taken away.
 */
export async function migrate(db: Db): Promise<string[]> {
  if (await isUpToDate(db)) return [];
  const startedAt = elapsed();
  let freed = false;
  for (;;) {
    try {
      await prepareMigrationLock(db);
      const [, done] = await db.migrate.latest(config);
      return done as string[];
    } catch (error) {
      if (!anotherIsAtIt(error)) throw error;
      if (!freed && elapsed() - startedAt > STALE_AFTER_MS) {
        freed = true;
        await freeMigrationLock(db);
      } else if (freed && elapsed() - startedAt > 2 * STALE_AFTER_MS) throw error;
      await pause(WAIT_MS);
    }
  }
}

/** As at nearly every start: nobody has to be waited for then, nor a dead one's lock to run out. */
async function isUpToDate(db: Db): Promise<boolean> {
  if (!(await db.schema.hasTable(TABLE))) return false;
  const done = new Set<unknown>(await db(TABLE).pluck('name'));
  return migrations.every(({ name }) => done.has(name));
}

function anotherIsAtIt(error: unknown): boolean {
  return /already locked|already exists|SQLITE_BUSY|database is locked|Deadlock found|Duplicate entry/i.test(
    errorText(error),
  );
}
