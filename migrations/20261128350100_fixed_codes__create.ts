import type { Knex } from 'knex';

/** Pictures of a code with an amount set in the app: whoever scans one types nothing. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('fixed_codes')) return;
  await db.schema.createTable('fixed_codes', (t) => {
    t.increments('id');
    t.integer('code_id').notNullable();
    t.bigInteger('amount_fen').notNullable();
    t.text('content').notNullable(); // of the QR code
    t.bigInteger('created_at').notNullable();
    t.unique(['code_id', 'amount_fen'], { indexName: 'fixed_codes_amount' });
  });
}
