import type { Knex } from 'knex';

/** When each account logs in, how that ended, and how long its sessions last: for all processes, over restarts. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('account_logins')) return;
  await db.schema.createTable('account_logins', (t) => {
    t.integer('account_id').primary();
    t.bigInteger('login_at').notNullable().defaultTo(0);
    t.string('login_of', 64).notNullable().defaultTo(''); // which password or keys
    t.bigInteger('owed_until').notNullable().defaultTo(0); // each login owes a minute
    t.string('lease_owner', 64).nullable(); // the login that is under way
    t.bigInteger('lease_until').notNullable().defaultTo(0);
    t.integer('failures').notNullable().defaultTo(0); // in a row
    t.bigInteger('session_at').nullable(); // since when it is let in
    t.bigInteger('session_lasted_ms').nullable(); // the session before it
  });
}
