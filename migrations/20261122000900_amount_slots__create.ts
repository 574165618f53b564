import type { Knex } from 'knex';

/** Which payables are taken, by whom, and until when. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('amount_slots')) return;
  await db.schema.createTable('amount_slots', (t) => {
    t.increments('id');
    t.string('scope', 24).notNullable(); // "code:3", or "account:2" where receipts can't name the code
    t.string('pay_type', 16).notNullable();
    t.bigInteger('payable_fen').notNullable();
    t.string('trade_no', 32).notNullable().unique();
    t.bigInteger('release_at').notNullable().index();
    t.unique(['scope', 'pay_type', 'payable_fen']); // the rule that no two open orders wait for the same money
  });
}
