import type { Knex } from 'knex';
import { addIndex } from './support/index-changes.ts';

/** What was done to each merchant's things, in order. */
export async function up(db: Knex): Promise<void> {
  await addIndex(db, 'audit_entries', 'audit_entries_by_merchant', ['pid', 'id']);
}
