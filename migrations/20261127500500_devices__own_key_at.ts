import type { Knex } from 'knex';

/** When a device was first heard signing with its own key; null: never, or not since this is written down. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('devices', 'own_key_at')) return;
  await db.schema.alterTable('devices', (t) => {
    t.bigInteger('own_key_at');
  });
}
