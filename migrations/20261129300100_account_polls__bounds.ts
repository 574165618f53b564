import type { Knex } from 'knex';

/** What an account asked in the last hour, when its buyers look, and when it logged in: for all processes, over restarts. */
const columns: Readonly<Record<string, (t: Knex.AlterTableBuilder) => void>> = {
  spent: (t) => t.string('spent', 600).notNullable().defaultTo(''), // requests of the last hour, by minutes
  last_requests: (t) => t.integer('last_requests').notNullable().defaultTo(1), // of the last query
  quick_until: (t) => t.bigInteger('quick_until').notNullable().defaultTo(0), // a buyer looks at his cashier
  tight_at: (t) => t.bigInteger('tight_at').notNullable().defaultTo(0), // when the budget last slowed it down
  login_at: (t) => t.bigInteger('login_at').notNullable().defaultTo(0),
  login_of: (t) => t.string('login_of', 64).notNullable().defaultTo(''), // which password or keys
  login_failures: (t) => t.integer('login_failures').notNullable().defaultTo(0), // in a row
  session_at: (t) => t.bigInteger('session_at').nullable(), // since when it is let in
  session_lasted_ms: (t) => t.bigInteger('session_lasted_ms').nullable(), // the one before
};

export async function up(db: Knex): Promise<void> {
  for (const [name, add] of Object.entries(columns)) {
    if (!(await db.schema.hasColumn('account_polls', name))) await db.schema.alterTable('account_polls', add);
  }
}
