import type { Knex } from 'knex';

/** One small text per name: what belongs to the whole installation. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('settings')) return;
  await db.schema.createTable('settings', (t) => {
    t.string('name', 64).primary();
    t.text('value').notNullable();
  });
}
