import type { Knex } from 'knex';

/** Above this, a payment that a device told waits for a person; null: none does. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'told_limit_fen')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.bigInteger('told_limit_fen');
  });
}
