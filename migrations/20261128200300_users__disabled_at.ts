import type { Knex } from 'knex';

/** Since when a user can't log in; null: he can. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('users', 'disabled_at')) return;
  await db.schema.alterTable('users', (t) => {
    t.bigInteger('disabled_at');
  });
}
