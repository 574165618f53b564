import type { Knex } from 'knex';

/** Whose things a user sees who is no owner. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('user_merchants')) return;
  await db.schema.createTable('user_merchants', (t) => {
    t.integer('user_id').notNullable();
    t.integer('pid').notNullable();
    t.primary(['user_id', 'pid']);
  });
}
