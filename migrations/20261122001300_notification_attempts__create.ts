import type { Knex } from 'knex';

/** Every call to a shop. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('notification_attempts')) return;
  await db.schema.createTable('notification_attempts', (t) => {
    t.bigIncrements('id');
    t.string('trade_no', 32).notNullable().index();
    t.integer('number').notNullable();
    t.bigInteger('started_at').notNullable();
    t.integer('duration_ms').notNullable();
    t.integer('http_status'); // null: no answer came
    t.string('outcome', 20).notNullable(); // acknowledged | refused | failed
    t.string('cause', 200); // in plain words
    t.text('body_head').notNullable(); // the first 512 bytes of the answer
    t.boolean('by_hand').notNullable();
  });
}
