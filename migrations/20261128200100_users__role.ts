import type { Knex } from 'knex';

/** What a user may do: owner, manager, clerk or viewer; null until the next migration. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('users', 'role')) return;
  await db.schema.alterTable('users', (t) => {
    t.string('role', 12);
  });
}
