import type { Knex } from 'knex';

/** When an order got the code and amount that it has, and what became of its time since it was created. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('orders', 'placement_no')) return;
  await db.schema.alterTable('orders', (t) => {
    t.bigInteger('placed_at'); // null: at created_at, or not yet
    t.integer('placement_no').notNullable().defaultTo(0); // how often its code, amount or time was given anew
    t.integer('paid_hold_ms').notNullable().defaultTo(300_000); // how long its amount is held after the payment
    t.bigInteger('renewed_at'); // when it came back to life, or changed its pay type, last
    t.string('closed_by', 8); // owner | shop | buyer
    t.integer('held_period').notNullable().defaultTo(0); // in which stretch of 30 days held_until lies, as created_period
  });
}
