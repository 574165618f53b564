import type { Knex } from 'knex';

/** Whose line a notification stands in: the shop's host, so that a full line is passed over in the table. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('notifications', 'host')) return;
  await db.schema.alterTable('notifications', (t) => {
    t.string('host', 160); // null: queued before there were lines; looked up when its turn comes
  });
}
