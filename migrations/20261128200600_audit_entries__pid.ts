import type { Knex } from 'knex';

/** Whose thing was changed; null: the whole house's. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('audit_entries', 'pid')) return;
  await db.schema.alterTable('audit_entries', (t) => {
    t.integer('pid');
  });
}
