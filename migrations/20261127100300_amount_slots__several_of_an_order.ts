import type { Knex } from 'knex';

/**
 * An order whose buyer changed the pay type holds its earlier amount, too, for a while. And an account's slots say
 * whether somebody still waits for money there.
 */
export async function up(db: Knex): Promise<void> {
  const there = await indexNames(db);
  await db.schema.alterTable('amount_slots', (t) => {
    if (!there.has('amount_slots_by_order')) t.index(['trade_no'], 'amount_slots_by_order');
    if (!there.has('amount_slots_by_account'))
      t.index(['account_id', 'awaited', 'placed_at', 'expires_at'], 'amount_slots_by_account');
  });
  if (there.has('amount_slots_trade_no_unique'))
    await db.schema.alterTable('amount_slots', (t) => t.dropUnique(['trade_no']));
}

async function indexNames(db: Knex): Promise<Set<string>> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? "select distinct index_name as name from information_schema.statistics where table_schema = database() and table_name = 'amount_slots'"
      : "select name from sqlite_master where type = 'index' and tbl_name = 'amount_slots'",
  );
  const rows: { name: string }[] = isMysql ? answer[0] : answer;
  return new Set(rows.map(({ name }) => name));
}
