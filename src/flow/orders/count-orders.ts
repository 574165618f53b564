import { type Db, rowsOf } from '../../shared/db.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { orderStates } from './order.ts';

/** Nobody waits for a longer count. */
export const COUNT_UP_TO = 10_000;
const EACH_UP_TO = 2_000;

/**
 * How many orders a merchant has, or had created in [from, to) (ms): up to COUNT_UP_TO, which means that or more.
 * Reads stretches of indexes, however many orders there are.
 */
export async function countOrders(
  db: Db,
  pid: number,
  created?: { from: number; to: number },
): Promise<number> {
  if (!created) return countIn(db, 'select 1 from orders where pid = ? limit ?', [pid, COUNT_UP_TO]);
  let count = 0;
  for (const state of orderStates) {
    for (const payType of [...payTypes, null]) {
      const type = payType === null ? 'pay_type is null' : 'pay_type = ?';
      const sql = `select 1 from orders where pid = ? and state = ? and ${type} and created_at >= ? and created_at < ? limit ?`;
      const types = payType === null ? [] : [payType];
      count += await countIn(db, sql, [pid, state, ...types, created.from, created.to, EACH_UP_TO]);
    }
  }
  return Math.min(count, COUNT_UP_TO);
}

async function countIn(db: Db, sql: string, values: (string | number)[]): Promise<number> {
  const answer = await db.raw(`select count(*) as count from (${sql}) as found`, values);
  const rows = rowsOf(answer);
  return Number(rows[0]?.count ?? 0);
}
