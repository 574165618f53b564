import type { Knex } from 'knex';

/** The rules for notification texts that the owner confirmed, by account. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('confirmed_rules')) return;
  await db.schema.createTable('confirmed_rules', (t) => {
    t.bigInteger('account_id').notNullable();
    t.string('rule', 64).notNullable();
    t.bigInteger('at').notNullable(); // ms
    t.primary(['account_id', 'rule']);
  });
}
