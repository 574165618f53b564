import type { Knex } from 'knex';

/** Who changed what, when. Append-only. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('audit_entries')) return;
  await db.schema.createTable('audit_entries', (t) => {
    t.bigIncrements('id');
    t.bigInteger('at').notNullable().index();
    t.string('actor', 80).notNullable(); // user name, or "terminal"
    t.string('action', 60).notNullable(); // like "account.edit"
    t.string('subject', 100).notNullable(); // like "account 3"
    t.text('detail').notNullable(); // JSON; never a secret
    t.string('ip', 64);
  });
}
