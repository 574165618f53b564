import type { Db } from '../../shared/db.ts';

/** Values in one statement; SQLite takes more. */
const AT_ONCE = 500;

/** Which of these orders their owner only tried. */
export async function findTrials(db: Db, tradeNos: readonly string[]): Promise<Set<string>> {
  const trials = new Set<string>();
  for (let from = 0; from < tradeNos.length; from += AT_ONCE) {
    const some = tradeNos.slice(from, from + AT_ONCE);
    const found = await db('orders').whereIn('trade_no', some).select('trade_no', 'protocol');
    for (const row of found) if (row.protocol === 'trial') trials.add(String(row.trade_no));
  }
  return trials;
}
