import type { Knex } from 'knex';

/** What in a payment names an order: a memo, a remark, the number of a bill; null: nothing does. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('receipts', 'reference')) return;
  await db.schema.alterTable('receipts', (t) => {
    t.string('reference', 200);
  });
}
