import type { Knex } from 'knex';

/** Packages that were read and not installed yet: what their owner is shown is what he then installs. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('staged_plugins')) return;
  await db.schema.createTable('staged_plugins', (t) => {
    t.string('token', 32).primary();
    t.string('kind', 16).notNullable();
    t.text('content', 'longtext').notNullable();
    t.text('manifest', 'longtext');
    t.string('origin', 16).notNullable();
    t.bigInteger('staged_at').notNullable();
    t.index(['staged_at'], 'staged_plugins_staged_at');
  });
}
