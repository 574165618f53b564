import type { Knex } from 'knex';

const NAME = 'orders_by_held_payable';

/**
 * Orders by the amount that they wait for and until when: whose money is it? However old an order is that came back to
 * life, and however long orders may live, only those are read whose time is not over.
 */
export async function up(db: Knex): Promise<void> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? "select index_name as name from information_schema.statistics where table_schema = database() and table_name = 'orders' and index_name = ?"
      : "select name from sqlite_master where type = 'index' and tbl_name = 'orders' and name = ?",
    [NAME],
  );
  const rows: unknown[] = isMysql ? answer[0] : answer;
  if (rows.length > 0) return;
  await db.schema.alterTable('orders', (t) => {
    t.index(['held_period', 'payable_fen', 'held_until', 'account_id'], NAME);
  });
}
