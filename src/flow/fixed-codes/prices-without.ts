import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { latestPrices } from '../orders/index.ts';
import { listFixed } from './fixed-code.repository.ts';

/** A price that orders had lately and that no picture of the code has as its amount. */
export interface PriceWithout {
  moneyFen: Fen;
  /** How many of the latest orders had it. */
  count: number;
}

const LATEST = 1_000;
const SHOWN = 12;

/** The commonest of them first. */
export async function pricesWithout(
  db: Db,
  { pid, codeId }: { pid: number; codeId: number },
): Promise<PriceWithout[]> {
  const known = new Set((await listFixed(db, codeId)).map(({ amountFen }) => amountFen));
  const counts = new Map<Fen, number>();
  for (const moneyFen of await latestPrices(db, pid, LATEST)) {
    if (!known.has(moneyFen)) counts.set(moneyFen, (counts.get(moneyFen) ?? 0) + 1);
  }
  return [...counts]
    .map(([moneyFen, count]) => ({ moneyFen, count }))
    .sort((one, other) => other.count - one.count || one.moneyFen - other.moneyFen)
    .slice(0, SHOWN);
}
