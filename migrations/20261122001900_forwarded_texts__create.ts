import type { Knex } from 'knex';

/** What devices forwarded, and what was understood. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('forwarded_texts')) return;
  await db.schema.createTable('forwarded_texts', (t) => {
    t.bigIncrements('id');
    t.integer('account_id').notNullable();
    t.integer('device_id').notNullable();
    t.string('package', 100);
    t.text('title').notNullable();
    t.text('text').notNullable();
    t.bigInteger('received_at').notNullable(); // by the device
    t.bigInteger('at').notNullable();
    t.string('outcome', 12).notNullable(); // money | not_money | unknown | heartbeat
    t.string('why', 40);
    t.string('rule', 60);
    t.bigInteger('amount_fen');
    t.bigInteger('receipt_id');
    t.string('placed', 12); // open | join | known | review
    t.index(['account_id', 'at'], 'forwarded_texts_by_account');
    t.index(['outcome', 'at'], 'forwarded_texts_by_outcome');
  });
}
