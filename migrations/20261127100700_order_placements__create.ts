import type { Knex } from 'knex';

/** Codes and amounts that orders had before: the buyer changed the pay type, or the order came back to life elsewhere. */
export async function up(db: Knex): Promise<void> {
  const ascii = (length: number) =>
    db.client.config.client === 'mysql2'
      ? `varchar(${length}) CHARACTER SET ascii COLLATE ascii_bin`
      : `varchar(${length})`;
  if (await db.schema.hasTable('order_placements')) return;
  await db.schema.createTable('order_placements', (t) => {
    t.bigIncrements('id');
    t.specificType('trade_no', ascii(32)).notNullable().index();
    t.string('pay_type', 16).notNullable();
    t.bigInteger('payable_fen').notNullable();
    t.integer('account_id').notNullable();
    t.integer('code_id').notNullable();
    t.string('terminal', 100).notNullable();
    t.text('why_code').notNullable(); // JSON
    t.bigInteger('placed_at').notNullable();
    t.bigInteger('expires_at').notNullable(); // money paid later was late
    t.bigInteger('held_until').notNullable(); // money paid up to this moment is the order's
    t.integer('paid_hold_ms').notNullable();
    t.bigInteger('replaced_at').notNullable();
    t.index(['account_id', 'payable_fen', 'held_until'], 'order_placements_by_payable');
  });
}
