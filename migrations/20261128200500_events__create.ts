import type { Knex } from 'knex';

/** What happened to which order, receipt and account. Append-only. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('events')) return;
  await db.schema.createTable('events', (t) => {
    t.bigIncrements('id');
    t.bigInteger('at').notNullable();
    t.integer('pid').notNullable();
    t.string('what', 40).notNullable(); // like "order.complete"
    t.string('done_by', 80); // null: the house by itself
    t.string('trade_no', 32);
    t.bigInteger('receipt_id');
    t.integer('account_id');
    t.text('detail').notNullable(); // JSON; never a secret
    t.index(['pid', 'id'], 'events_by_merchant');
    t.index(['trade_no'], 'events_by_order');
    t.index(['receipt_id'], 'events_by_receipt');
    t.index(['account_id'], 'events_by_account');
  });
}
