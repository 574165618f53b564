import type { Knex } from 'knex';

/** Which orders all codes of an account together take; JSON, null: any. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'limits')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.text('limits').nullable();
  });
}
