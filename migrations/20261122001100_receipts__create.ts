import type { Knex } from 'knex';

/** Incoming payments, each once, kept as they came. */
export async function up(db: Knex): Promise<void> {
  // Numbers that differ only in case are different payments.
  const exact =
    db.client.config.client === 'mysql2'
      ? 'varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
      : 'varchar(100)';
  if (await db.schema.hasTable('receipts')) return;
  await db.schema.createTable('receipts', (t) => {
    t.bigIncrements('id');
    t.integer('account_id').notNullable();
    t.integer('pid').notNullable();
    t.string('platform', 20).notNullable();
    t.specificType('external_id', exact).notNullable(); // the platform's trade number, or a notification's fingerprint
    t.string('pay_type', 16); // null: the platform did not say
    t.bigInteger('amount_fen').notNullable();
    t.string('terminal', 100); // null: the platform did not say
    t.bigInteger('paid_from'); // it may have been paid as early as this; null: at paid_at
    t.bigInteger('paid_at').notNullable();
    t.bigInteger('seen_at').notNullable();
    t.text('raw', 'mediumtext').notNullable(); // whole, as it came
    t.string('state', 12).notNullable(); // new | used | unmatched | set_aside
    t.string('reason', 40); // why it is unmatched
    t.string('trade_no', 32).index(); // the one order that it settled
    t.text('why'); // JSON: candidates, rejected ones and their reasons
    t.unique(['account_id', 'external_id']);
    t.index(['state', 'seen_at'], 'receipts_by_state');
    t.index(['account_id', 'seen_at'], 'receipts_by_account');
    t.index(['account_id', 'amount_fen', 'seen_at'], 'receipts_by_amount');
    t.index(['seen_at'], 'receipts_by_time');
  });
}
