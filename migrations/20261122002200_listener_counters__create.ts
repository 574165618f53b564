import type { Knex } from 'knex';

/** The counters that notification texts carried, to prove lost ones. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('listener_counters')) return;
  await db.schema.createTable('listener_counters', (t) => {
    t.string('name', 40).notNullable().primary(); // account and code kind
    t.text('seen', 'mediumtext').notNullable(); // JSON
    t.text('told').notNullable(); // JSON: the losses that the owner was told of
    t.bigInteger('look_at').index(); // when a gap may have become a loss; null: no need to look
  });
}
