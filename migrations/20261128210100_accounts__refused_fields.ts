import type { Knex } from 'knex';

/** Keys of the settings that the platform refused, with commas between; null: none was named. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('accounts', 'refused_fields')) return;
  await db.schema.alterTable('accounts', (t) => {
    t.string('refused_fields', 255);
  });
}
