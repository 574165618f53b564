import type { Knex } from 'knex';

/** Orders; only guarded updates change their state. */
export async function up(db: Knex): Promise<void> {
  const ascii = (length: number) =>
    db.client.config.client === 'mysql2'
      ? `varchar(${length}) CHARACTER SET ascii COLLATE ascii_bin`
      : `varchar(${length})`;
  if (await db.schema.hasTable('orders')) return;
  await db.schema.createTable('orders', (t) => {
    t.bigIncrements('id');
    t.specificType('trade_no', ascii(32)).notNullable().unique();
    t.integer('pid').notNullable();
    t.specificType('out_trade_no', ascii(64)).notNullable();
    // What the shop asked
    t.string('protocol', 8).notNullable().defaultTo('epay'); // epay | vmq
    t.string('requested_type', 16);
    t.string('name', 255).notNullable();
    t.bigInteger('money_fen').notNullable();
    t.text('notify_url').notNullable();
    t.text('return_url');
    t.text('param');
    t.string('sitename', 255);
    t.string('client_ip', 64);
    t.string('device', 32);
    // What we chose; null until the buyer has chosen a pay type
    t.string('pay_type', 16);
    t.bigInteger('payable_fen');
    t.integer('account_id');
    t.integer('code_id');
    t.string('terminal', 100);
    t.text('why_code'); // JSON
    // What became of it
    t.string('state', 8).notNullable(); // pending | paid | expired | closed
    t.bigInteger('created_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.bigInteger('held_until').notNullable(); // money paid up to this moment may be its: expiry plus grace, or the closing plus grace
    t.bigInteger('paid_at'); // when we settled it
    t.bigInteger('closed_at');
    t.bigInteger('receipt_id');
    t.string('odd', 60); // comma list: late, by_hand, other_amount
    t.text('why_paid'); // JSON
    t.unique(['pid', 'out_trade_no']);
    // Lists read one ordered branch for each value of the leading columns (id ends the order, MySQL wants it said);
    // with the payable, a day's figures need nothing but the index.
    t.index(['state', 'pay_type', 'created_at', 'id', 'payable_fen'], 'orders_by_state');
    t.index(['account_id', 'state', 'pay_type', 'created_at'], 'orders_by_account');
    t.index(['account_id', 'payable_fen', 'created_at'], 'orders_by_payable');
    t.index(['money_fen', 'created_at'], 'orders_by_money');
    t.index(['state', 'expires_at'], 'orders_by_expiry'); // what is overdue, without looking at what isn't
  });
}
