import type { Knex } from 'knex';

/** Whether a V免签 shop signed the order with the V免签 key: it is told of it under the same one. Before, none did. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('orders', 'vmq_own_key')) return;
  await db.schema.alterTable('orders', (t) => {
    t.boolean('vmq_own_key').notNullable().defaultTo(false);
  });
}
