import type { Knex } from 'knex';

/** Causes are kept as a text's name and values, which are longer than its words. SQLite's columns have no end. */
export async function up(db: Knex): Promise<void> {
  if (db.client.config.client !== 'mysql2') return;
  await db.raw('alter table notifications modify last_cause varchar(1000)');
}
