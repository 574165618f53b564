import type { Knex } from 'knex';

/** When a login began and was last used, and from where. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('sessions', 'started_at')) return;
  await db.schema.alterTable('sessions', (t) => {
    t.bigInteger('started_at'); // null: nobody has logged in with it
    t.bigInteger('seen_at');
    t.string('ip', 64);
    t.string('agent', 300); // what the browser calls itself
  });
}
