import type { Knex } from 'knex';

/** Until when an account is left alone, because its platform wants that or only a person gets on; ms. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('account_polls', 'rest_until')) return;
  await db.schema.alterTable('account_polls', (t) => {
    t.bigInteger('rest_until').notNullable().defaultTo(0);
  });
}
