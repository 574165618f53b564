import type { Knex } from 'knex';

/** When a device first told something for the account; null: none ever did. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'heard_at')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.bigInteger('heard_at');
  });
}
