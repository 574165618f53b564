import type { Knex } from 'knex';

/** The QR codes of an account. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('codes')) return;
  await db.schema.createTable('codes', (t) => {
    t.increments('id');
    t.integer('account_id').notNullable().index();
    t.string('terminal', 100).notNullable();
    t.string('label', 100).notNullable().defaultTo('');
    t.string('pay_types', 60).notNullable(); // comma list of what the code takes
    t.string('style', 8).notNullable(); // link | image
    t.text('content').notNullable(); // the text to encode, or the uploaded file's name
    t.boolean('enabled').notNullable().defaultTo(true);
    t.bigInteger('last_turn').notNullable().defaultTo(0);
    t.bigInteger('created_at').notNullable();
    t.unique(['account_id', 'terminal']);
  });
}
