import type { Knex } from 'knex';

/** Which devices reported a receipt. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('receipt_evidence')) return;
  await db.schema.createTable('receipt_evidence', (t) => {
    t.bigIncrements('id');
    t.bigInteger('receipt_id').notNullable().index();
    t.integer('account_id').notNullable();
    t.string('source', 40).notNullable();
    t.string('fingerprint', 64).notNullable();
    t.bigInteger('happened_at').notNullable();
    t.string('channels', 100).notNullable();
    t.integer('count');
    t.bigInteger('late_ms');
    t.unique(['account_id', 'source', 'fingerprint']);
  });
}
