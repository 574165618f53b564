import type { Knex } from 'knex';

/** The last turn given out is that of the merchant's code whose turn it was: no row is written for it any more. */
export async function up(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn('merchants', 'last_turn'))) return;
  // Not knex's dropColumn, which makes the embedded database's table anew.
  await db.raw('alter table merchants drop column last_turn');
}
