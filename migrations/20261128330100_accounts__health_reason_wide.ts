import type { Knex } from 'knex';

/** Room for a saying with a plugin's words in both languages. SQLite's columns have no width. */
export async function up(db: Knex): Promise<void> {
  if (db.client.config.client !== 'mysql2') return;
  await db.schema.alterTable('accounts', (t) => {
    t.string('health_reason', 2_000).alter();
  });
}
