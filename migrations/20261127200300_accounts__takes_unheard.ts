import type { Knex } from 'knex';

/** Whether the owner wants orders on an account that no device was ever heard for. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'takes_unheard')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.boolean('takes_unheard').notNullable().defaultTo(false);
  });
}
