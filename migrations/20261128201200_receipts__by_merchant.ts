import type { Knex } from 'knex';
import { addIndex } from './support/index-changes.ts';

/** Each merchant's receipts in the order in which they came. */
export async function up(db: Knex): Promise<void> {
  await addIndex(db, 'receipts', 'receipts_by_merchant', ['pid', 'seen_at']);
}
