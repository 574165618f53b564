import type { Knex } from 'knex';

/** How long a device may be silent before its codes leave the rotation; ms. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'silent_after_ms')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.integer('silent_after_ms').notNullable().defaultTo(90000);
  });
}
