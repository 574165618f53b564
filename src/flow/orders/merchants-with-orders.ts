import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';

/** Those of the scope's merchants that have orders, from one to the next in the index, however many orders each has. */
export async function merchantsWithOrders(db: Db, scope: Scope): Promise<readonly number[]> {
  if (scope !== 'all') return scope;
  const pids: number[] = [];
  for (;;) {
    const query = db('orders').orderBy('pid');
    const last = pids.at(-1);
    if (last !== undefined) query.where('pid', '>', last);
    const row = await query.first<{ pid: unknown } | undefined>('pid');
    if (!row) return pids;
    pids.push(Number(row.pid));
  }
}
