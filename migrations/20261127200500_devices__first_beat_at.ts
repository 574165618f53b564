import type { Knex } from 'knex';

/** When the device sent its first heartbeat; null: it never sent one. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('devices', 'first_beat_at')) return;
  await db.schema.alterTable('devices', (t) => {
    t.bigInteger('first_beat_at');
  });
}
