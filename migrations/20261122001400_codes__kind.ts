import type { Knex } from 'knex';

/** What kind of code it is, where notifications tell kinds apart. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('codes', 'kind')) return;
  await db.schema.alterTable('codes', (t) => {
    t.string('kind', 20); // at platforms without a back end: personal, reward, ...
  });
}
