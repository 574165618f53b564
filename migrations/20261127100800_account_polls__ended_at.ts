import type { Knex } from 'knex';

/** When the hold of an amount that nobody paid ended last: until then its money may have come, and must be asked for. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('account_polls', 'ended_at')) return;
  await db.schema.alterTable('account_polls', (t) => {
    t.bigInteger('ended_at').notNullable().defaultTo(0);
  });
}
