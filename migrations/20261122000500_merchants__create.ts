import type { Knex } from 'knex';

/** Who submits orders: pid, secret key, rules. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('merchants')) return;
  await db.schema.createTable('merchants', (t) => {
    t.integer('pid').primary();
    t.string('name', 100).notNullable();
    t.text('key_sealed').notNullable();
    t.boolean('enabled').notNullable().defaultTo(true);
    t.bigInteger('last_turn').notNullable().defaultTo(0); // the rotation of this merchant's codes: the last turn given out
    t.text('rules').notNullable(); // JSON: order lifetime, grace, slot limit and direction
    t.bigInteger('created_at').notNullable();
  });
}
