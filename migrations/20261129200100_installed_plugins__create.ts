import type { Knex } from 'knex';

/** What an owner installed or recorded: platforms from outside. In the database, so that every process and a backup has them. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('installed_plugins')) return;
  await db.schema.createTable('installed_plugins', (t) => {
    t.string('id', 32).primary();
    t.string('kind', 16).notNullable(); // code, descriptor
    t.string('version', 40).notNullable();
    t.text('content', 'longtext').notNullable(); // the code, or the descriptor's JSON
    t.text('manifest', 'longtext'); // of code: what it says of itself, as JSON
    t.string('hash', 64).notNullable(); // SHA-256 of the content
    t.text('hosts').notNullable(); // JSON: the origins that the owner confirmed
    t.string('origin', 16).notNullable(); // file, index, recorded
    t.boolean('enabled').notNullable().defaultTo(true);
    t.bigInteger('installed_at').notNullable();
    t.string('installed_by', 100).notNullable();
    t.bigInteger('changed_at').notNullable();
  });
}
