import type { Knex } from 'knex';

/** When an account was asked, may be asked again, and by which process. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('account_polls')) return;
  await db.schema.createTable('account_polls', (t) => {
    t.integer('account_id').primary();
    t.string('lease_owner', 40);
    t.bigInteger('lease_until').notNullable().defaultTo(0);
    t.bigInteger('next_poll_at').notNullable().defaultTo(0);
    t.bigInteger('polled_until').notNullable().defaultTo(0); // receipts paid up to here have been read
    t.integer('failures').notNullable().defaultTo(0); // in a row
    t.bigInteger('last_started_at');
    t.bigInteger('last_ok_at');
    t.text('last_error');
  });
}
