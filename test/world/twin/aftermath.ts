import type { Db } from '../../../src/shared/db.ts';
import type { TwinTruth } from './twin-truth.ts';

/** What is still to be done; empty once all is settled and every shop has said that it knows. */
export async function unfinished(db: Db): Promise<string[]> {
  const [fresh] = await db('receipts').where({ state: 'new' }).count({ count: '*' });
  const untold = await db('notifications').whereNot({ state: 'acknowledged' });
  return [
    ...(Number(fresh?.count) > 0 ? [`${fresh?.count} receipts are not settled`] : []),
    ...untold.map(
      ({ trade_no, state, attempts, next_attempt_at, lease_until }) =>
        `the shop of ${trade_no} does not know (${state}, ${attempts} attempts, next ${time(next_attempt_at)}, lease ${time(lease_until)})`,
    ),
  ];
}

/** What the tables have to say once both processes have ended as they should. */
export async function checkTables(db: Db, truth: TwinTruth): Promise<void> {
  const now = Date.now();
  for (const table of ['account_polls', 'notifications'])
    for (const row of await db(table).where('lease_until', '>', now))
      truth.tooLate(`a lease in ${table} is stuck until ${time(row.lease_until)}`);

  const used = await db('receipts').where({ state: 'used' }).select('id', 'trade_no');
  const paid = await db('orders').where({ state: 'paid' }).select('trade_no', 'receipt_id', 'notify_url');
  const told = new Set(await db('notifications').pluck('trade_no'));
  for (const { id, trade_no } of used) {
    const owners = paid.filter(({ receipt_id }) => Number(receipt_id) === Number(id));
    if (owners.length !== 1 || owners[0]?.trade_no !== trade_no)
      truth.wrong(`receipt ${id} is used for ${trade_no}, and ${owners.length} orders are paid by it`);
  }
  for (const { trade_no, receipt_id } of paid) {
    if (!told.has(trade_no)) truth.wrong(`order ${trade_no} is paid, and nobody is told`);
    if (!used.some(({ id }) => Number(id) === Number(receipt_id)))
      truth.wrong(`order ${trade_no} is paid by receipt ${receipt_id}, which is not used`);
  }
  const numbers = await db('orders').select('pid', 'out_trade_no');
  const distinct = new Set(numbers.map(({ pid, out_trade_no }) => `${pid} ${out_trade_no}`));
  if (distinct.size !== numbers.length) truth.wrong('a number of a shop has two orders');
}

function time(at: unknown): string {
  return at === null ? 'never' : new Date(Number(at)).toISOString().slice(11, 23);
}
