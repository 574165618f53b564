import type { Knex } from 'knex';
import { dropIndex } from './support/index-changes.ts';

/** What it served, the index that begins with the merchant serves. */
export async function up(db: Knex): Promise<void> {
  await dropIndex(db, 'receipts', 'receipts_by_time');
}
