import type { Knex } from 'knex';

/** What a slot holds its amount for: enough to answer who waits, who cools, and who holds how many, without the orders. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('amount_slots', 'awaited')) return;
  await db.schema.alterTable('amount_slots', (t) => {
    t.integer('account_id').notNullable().defaultTo(0);
    t.bigInteger('money_fen').notNullable().defaultTo(0); // what the shop asked
    t.string('network', 64); // of the buyer; null: not known
    t.bigInteger('placed_at').notNullable().defaultTo(0); // since when this amount is the order's
    t.bigInteger('expires_at').notNullable().defaultTo(0); // until when its money is expected
    t.integer('paid_hold_ms').notNullable().defaultTo(300_000); // how long it is held after a payment
    t.bigInteger('cooling_since'); // paid, by a receipt; null: not
    t.boolean('awaited').notNullable().defaultTo(true); // money for it would settle its order
  });
}
