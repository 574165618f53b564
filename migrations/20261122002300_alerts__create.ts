import type { Knex } from 'knex';

/** What the owner must look at. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('alerts')) return;
  await db.schema.createTable('alerts', (t) => {
    t.bigIncrements('id');
    t.string('subject', 100).notNullable().unique(); // what it is about; one alert each
    t.string('kind', 30).notNullable();
    t.integer('account_id');
    t.text('detail').notNullable(); // JSON
    t.bigInteger('at').notNullable();
    t.bigInteger('resolved_at').index();
  });
}
