import type { Knex } from 'knex';

/** What shops must still be told, and what they were told. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('notifications')) return;
  await db.schema.createTable('notifications', (t) => {
    t.bigIncrements('id');
    t.string('trade_no', 32).notNullable().unique();
    t.string('state', 14).notNullable(); // queued | acknowledged | given_up
    t.bigInteger('queued_at').notNullable();
    t.integer('attempts').notNullable().defaultTo(0);
    t.bigInteger('next_attempt_at'); // null: none is planned
    t.string('lease_owner', 40);
    t.bigInteger('lease_until').notNullable().defaultTo(0);
    t.bigInteger('acknowledged_at');
    t.string('last_cause', 200);
    t.index(['state', 'next_attempt_at'], 'notifications_due');
  });
}
