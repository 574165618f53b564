import type { Knex } from 'knex';

/** Whether devices without a secret of their own may sign with the merchant's key. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'accept_key')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.boolean('accept_key').notNullable().defaultTo(true);
  });
}
