import type { Knex } from 'knex';

/** Whoever was a user before there were roles may do what he could: all. */
export async function up(db: Knex): Promise<void> {
  await db('users').whereNull('role').update({ role: 'owner' });
}
