import type { Knex } from 'knex';

/** Of which code the amount is; null in what older versions reserved. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('amount_slots', 'code_id')) return;
  await db.schema.alterTable('amount_slots', (t) => {
    t.integer('code_id').nullable();
  });
}
