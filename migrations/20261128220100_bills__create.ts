import type { Knex } from 'knex';

/** Codes that a platform makes for one order, its amount fixed. A row is the intent before it is anything else. */
export async function up(db: Knex): Promise<void> {
  const isMysql = db.client.config.client === 'mysql2';
  const ascii = (length: number) =>
    isMysql ? `varchar(${length}) CHARACTER SET ascii COLLATE ascii_bin` : `varchar(${length})`;
  const exact = isMysql ? 'varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : 'varchar(100)';
  if (await db.schema.hasTable('bills')) return;
  await db.schema.createTable('bills', (t) => {
    t.bigIncrements('id');
    t.specificType('trade_no', ascii(32)).notNullable();
    t.integer('placement_no').notNullable(); // of the order, which it was begun for: one try each
    t.integer('account_id').notNullable();
    t.string('state', 8).notNullable(); // opening, open, failed, closed, paid
    t.specificType('reference', exact); // the platform's
    t.text('content'); // of the QR code
    t.bigInteger('closes_at');
    t.bigInteger('begun_at').notNullable();
    t.bigInteger('ended_at');
    t.integer('closings').notNullable().defaultTo(0); // how often closing it failed
    t.bigInteger('next_close_at').notNullable().defaultTo(0);
    t.unique(['trade_no', 'placement_no'], { indexName: 'bills_one_try' });
    t.index(['account_id', 'reference'], 'bills_by_reference');
    t.index(['state', 'next_close_at'], 'bills_by_state');
  });
}
