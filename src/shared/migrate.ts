import type { Knex } from 'knex';
import { migrations } from '../../migrations/index.ts';
import type { Db } from './db.ts';

type Listed = (typeof migrations)[number];

const source: Knex.MigrationSource<Listed> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (listed) => listed.name,
  // Each migration is safe to run again, and MySQL can't roll back a change of structure.
  getMigration: async ({ migration }) => ({ up: migration.up, down: refuse, config: { transaction: false } }),
};

async function refuse(): Promise<never> {
  throw new Error('migrations only go forward; restore a back-up instead');
}

/** Brings the tables up to date and returns the names of what was run. Existing tables are never dropped. */
export async function migrate(db: Db): Promise<string[]> {
  const [, done] = await db.migrate.latest({
    migrationSource: source,
    tableName: 'schema_migrations',
    disableMigrationsListValidation: true,
  });
  return done as string[];
}
