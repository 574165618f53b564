import type { Knex } from 'knex';

/**
 * In which stretch of 30 days an order was created, counted from 1970. It leads the indexes by amount: new orders
 * then go to a small, recent part of them, however many years there are.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('orders', 'created_period')) return;
  await db.schema.alterTable('orders', (t) => {
    t.integer('created_period').notNullable().defaultTo(0);
  });
}
