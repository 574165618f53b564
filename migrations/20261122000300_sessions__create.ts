import type { Knex } from 'knex';

/** Logged-in browsers. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('sessions')) return;
  await db.schema.createTable('sessions', (t) => {
    t.string('sid', 64).primary(); // SHA-256 of the cookie's value
    t.integer('user_id').index();
    t.text('data').notNullable();
    t.bigInteger('expires_at').notNullable().index();
  });
}
