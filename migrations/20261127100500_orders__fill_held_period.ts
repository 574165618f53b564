import type { Knex } from 'knex';

const PERIOD_MS = 2_592_000_000;

/** Gives the orders that are there the stretch of time in which their hold ends. */
export async function up(db: Knex): Promise<void> {
  // Without a rest, the division is one of whole numbers in either database.
  await db('orders')
    .where({ held_period: 0 })
    .update({ held_period: db.raw('(held_until - held_until % ?) / ?', [PERIOD_MS, PERIOD_MS]) });
}
