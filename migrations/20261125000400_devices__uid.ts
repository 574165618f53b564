import type { Knex } from 'knex';

/** By what a phone's messages can be told from those of another phone of the same name. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('devices', 'uid')) return;
  await db.schema.alterTable('devices', (t) => {
    t.string('uid', 100); // null: none was told yet; the first that is told takes the row
  });
}
