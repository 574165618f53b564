import type { Knex } from 'knex';

/** What each code took on each day of the display zone, so that nobody counts orders to know it. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('code_days')) return;
  await db.schema.createTable('code_days', (t) => {
    t.integer('code_id').notNullable();
    t.integer('day').notNullable(); // 20261129
    t.integer('account_id').notNullable();
    t.integer('paid_count').notNullable().defaultTo(0);
    t.bigInteger('paid_fen').notNullable().defaultTo(0);
    t.integer('unpaid_run').notNullable().defaultTo(0); // orders in a row that ran out unpaid
    t.bigInteger('unpaid_at').notNullable().defaultTo(0);
    t.primary(['code_id', 'day']);
  });
}
