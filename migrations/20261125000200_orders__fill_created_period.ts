import type { Knex } from 'knex';

const PERIOD_MS = 2_592_000_000;

/** Gives the orders that are there the stretch of time that they were created in. */
export async function up(db: Knex): Promise<void> {
  // Without a rest, the division is one of whole numbers in either database.
  await db('orders')
    .where({ created_period: 0 })
    .update({ created_period: db.raw('(created_at - created_at % ?) / ?', [PERIOD_MS, PERIOD_MS]) });
}
