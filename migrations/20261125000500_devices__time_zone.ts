import type { Knex } from 'knex';

/** The zone in which a phone writes its receive times. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('devices', 'time_zone')) return;
  await db.schema.alterTable('devices', (t) => {
    t.text('time_zone'); // JSON: what its messages told of it; null: nothing yet
  });
}
