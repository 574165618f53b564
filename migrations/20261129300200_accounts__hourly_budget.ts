import type { Knex } from 'knex';

/** How many requests in any hour the owner allows; null: as many as the platform does. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'hourly_budget')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.integer('hourly_budget').nullable();
  });
}
