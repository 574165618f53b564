import type { Knex } from 'knex';

/** One login or identity at a platform where money arrives. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('accounts')) return;
  await db.schema.createTable('accounts', (t) => {
    t.increments('id');
    t.integer('pid').notNullable().index();
    t.string('platform', 20).notNullable();
    t.string('login', 100).notNullable();
    t.text('settings').notNullable(); // JSON of the plugin's settings that are no secrets
    t.text('secrets_sealed').notNullable(); // sealed JSON of those that are
    t.text('session_sealed'); // sealed JSON: what the plugin keeps between calls (token, cookies)
    t.string('mode', 12).notNullable(); // continuous | on_demand
    t.integer('interval_ms').notNullable();
    t.boolean('enabled').notNullable().defaultTo(true);
    t.string('health', 12).notNullable().defaultTo('ok'); // ok | failing | stopped
    t.string('health_reason', 300);
    t.bigInteger('health_at');
    t.bigInteger('created_at').notNullable();
    t.unique(['pid', 'platform', 'login']);
  });
}
