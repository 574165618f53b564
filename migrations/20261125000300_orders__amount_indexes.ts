import type { Knex } from 'knex';

const added = {
  orders_by_period_payable: ['created_period', 'payable_fen', 'created_at', 'account_id'],
  orders_by_period_money: ['created_period', 'money_fen', 'created_at'],
};
/** Led by the amount: each new order went to a place of its own in all that there ever was. */
const replaced = ['orders_by_payable', 'orders_by_money'];

/** Orders by their amounts, within stretches of time. */
export async function up(db: Knex): Promise<void> {
  const there = await indexNames(db);
  await db.schema.alterTable('orders', (t) => {
    for (const [name, columns] of Object.entries(added)) if (!there.has(name)) t.index(columns, name);
  });
  await db.schema.alterTable('orders', (t) => {
    for (const name of replaced) if (there.has(name)) t.dropIndex([], name);
  });
}

async function indexNames(db: Knex): Promise<Set<string>> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? "select distinct index_name as name from information_schema.statistics where table_schema = database() and table_name = 'orders'"
      : "select name from sqlite_master where type = 'index' and tbl_name = 'orders'",
  );
  const rows: { name: string }[] = isMysql ? answer[0] : answer;
  return new Set(rows.map(({ name }) => name));
}
