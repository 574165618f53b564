import type { Knex } from 'knex';

/** People who log in to the console. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('users')) return;
  await db.schema.createTable('users', (t) => {
    t.increments('id');
    t.string('username', 64).notNullable().unique();
    t.string('password_hash', 100).notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('last_login_at');
  });
}
