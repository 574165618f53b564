import type { Db } from '../../shared/db.ts';
import { type Fen, fen } from '../../shared/money.ts';

/** Looked at beyond the limit, whose ever they are: a merchant's few among another's many must not cost a walk over all. */
const LOOKED_AT = 20_000;

/** What the merchant's latest orders asked, the newest first; at most `limit`, and none from long ago. */
export async function latestPrices(db: Db, pid: number, limit: number): Promise<Fen[]> {
  const newest = await db('orders').max({ id: 'id' }).first();
  const rows: unknown[] = await db('orders')
    .where({ pid })
    .where('id', '>', Number(newest?.id ?? 0) - LOOKED_AT)
    .orderBy('id', 'desc')
    .limit(limit)
    .pluck('money_fen');
  return rows.map((money) => fen(Number(money)));
}
