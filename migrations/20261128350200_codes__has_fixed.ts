import type { Knex } from 'knex';

/** Whether a code has fixed amounts, so that those of others are not looked for. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('codes', 'has_fixed')) return;
  await db.schema.alterTable('codes', (t) => {
    t.boolean('has_fixed').notNullable().defaultTo(false);
  });
}
