import type { Knex } from 'knex';

const NAME = 'amount_slots_one_of_an_amount';
const BEFORE = 'amount_slots_scope_pay_type_payable_fen_unique';

/** The rule that no two open orders wait for the same money, whatever they are paid with. */
export async function up(db: Knex): Promise<void> {
  const there = await indexNames(db);
  if (!there.has(NAME))
    await db.schema.alterTable('amount_slots', (t) =>
      t.unique(['scope', 'payable_fen'], { indexName: NAME }),
    );
  if (there.has(BEFORE))
    await db.schema.alterTable('amount_slots', (t) =>
      t.dropUnique(['scope', 'pay_type', 'payable_fen'], BEFORE),
    );
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
