import type { Knex } from 'knex';

/** What an account asked in the last hour, and when its buyers look: for all processes, over restarts. */
const columns: Readonly<Record<string, (t: Knex.AlterTableBuilder) => void>> = {
  spent: (t) => t.string('spent', 600).notNullable().defaultTo(''), // requests of the last hour, by minutes
  last_requests: (t) => t.integer('last_requests').notNullable().defaultTo(1), // of the last query
  quick_until: (t) => t.bigInteger('quick_until').notNullable().defaultTo(0), // a buyer looks at his cashier
  tight_at: (t) => t.bigInteger('tight_at').notNullable().defaultTo(0), // when the budget last slowed it down
};

export async function up(db: Knex): Promise<void> {
  for (const [name, add] of Object.entries(columns)) {
    if (!(await db.schema.hasColumn('account_polls', name))) await db.schema.alterTable('account_polls', add);
  }
}
