import type { Knex } from 'knex';

/** Each signed time with the first body that came under it. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('forwarded_requests')) return;
  await db.schema.createTable('forwarded_requests', (t) => {
    t.string('replay_key', 64).notNullable().primary();
    t.string('body_hash', 64).notNullable();
    t.string('other_hashes', 300).notNullable().defaultTo(''); // bodies kept for a person, separated by commas
    t.bigInteger('at').notNullable().index();
  });
}
