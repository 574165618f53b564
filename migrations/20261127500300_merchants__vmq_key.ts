import type { Knex } from 'knex';

/** The key of the merchant's V免签 shops, sealed; null until the next start of the product makes one. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('merchants', 'vmq_key_sealed')) return;
  await db.schema.alterTable('merchants', (t) => {
    t.text('vmq_key_sealed');
  });
}
