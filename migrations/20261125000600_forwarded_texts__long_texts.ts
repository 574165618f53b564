import type { Knex } from 'knex';

/** MySQL's text ends at 64 KB, which a notification that we accept may exceed. SQLite's has no end. */
export async function up(db: Knex): Promise<void> {
  if (db.client.config.client !== 'mysql2') return;
  await db.raw(
    'alter table forwarded_texts modify title mediumtext not null, modify text mediumtext not null',
  );
}
