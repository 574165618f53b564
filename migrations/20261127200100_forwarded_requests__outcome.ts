import type { Knex } from 'knex';

/** What became of a signed request: 'taken', or the code of the refusal. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('forwarded_requests', 'outcome')) return;
  await db.schema.alterTable('forwarded_requests', (t) => {
    t.string('outcome', 40).notNullable().defaultTo('taken');
  });
}
