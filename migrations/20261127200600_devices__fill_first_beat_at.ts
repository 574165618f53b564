import type { Knex } from 'knex';

/** Devices that send heartbeats may have done so since they were first seen. */
export async function up(db: Knex): Promise<void> {
  await db('devices')
    .whereNotNull('heartbeat_at')
    .whereNull('first_beat_at')
    .update({ first_beat_at: db.ref('first_seen_at') });
}
