import type { Knex } from 'knex';
import { addIndex } from './support/index-changes.ts';

/** Each merchant's orders by state and pay type, as lists and a day's figures read them. */
export async function up(db: Knex): Promise<void> {
  const columns = ['pid', 'state', 'pay_type', 'created_at', 'id', 'payable_fen'];
  await addIndex(db, 'orders', 'orders_by_merchant', columns);
}
