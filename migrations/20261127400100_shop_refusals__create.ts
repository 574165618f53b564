import type { Knex } from 'knex';

/** Shops' requests that were refused lately, one row for each cause, merchant and day. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('shop_refusals')) return;
  await db.schema.createTable('shop_refusals', (t) => {
    t.bigIncrements('id');
    t.string('subject', 100).notNullable().unique(); // day, merchant, door, cause
    t.integer('pid').notNullable(); // 0: no merchant of ours was named
    t.string('door', 16).notNullable();
    t.string('code', 30).notNullable();
    t.string('reason', 30).notNullable(); // '' where the code says all
    t.integer('times').notNullable();
    t.bigInteger('first_at').notNullable();
    t.bigInteger('last_at').notNullable().index();
    t.text('message').notNullable(); // what was answered the last time
    t.text('fields').notNullable(); // JSON: what was sent the last time, secrets left out
  });
}
