import type { Knex } from 'knex';

/** The owner's own rules for notification texts. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('text_rules')) return;
  await db.schema.createTable('text_rules', (t) => {
    t.string('id', 60).notNullable().primary();
    t.string('platform', 20).notNullable();
    t.text('rule').notNullable(); // JSON
    t.bigInteger('created_at').notNullable();
  });
}
