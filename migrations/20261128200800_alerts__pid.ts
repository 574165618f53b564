import type { Knex } from 'knex';

/** Whom an alert is for that is about no account; null: the account's merchant. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('alerts', 'pid')) return;
  await db.schema.alterTable('alerts', (t) => {
    t.integer('pid');
  });
}
