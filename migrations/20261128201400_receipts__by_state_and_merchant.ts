import type { Knex } from 'knex';
import { addIndex } from './support/index-changes.ts';

/** Receipts of one state, each merchant's together. */
export async function up(db: Knex): Promise<void> {
  await addIndex(db, 'receipts', 'receipts_by_state_and_merchant', ['state', 'pid', 'seen_at']);
}
