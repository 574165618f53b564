import type { Knex } from 'knex';

/** Which orders a code takes; JSON, null: any. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('codes', 'limits')) return;
  await db.schema.alterTable('codes', (t) => {
    t.text('limits').nullable();
  });
}
