import type { Db } from '../../shared/db.ts';
import { type CounterWatch, type DayLosses, nothingWatched } from '../counting/index.ts';

/** What notification texts said of the day so far, and what the owner was told is missing. */
export interface ListenerCounter {
  watch: CounterWatch;
  told: DayLosses[];
}

/** The only SQL on `listener_counters`. `name`: account and code kind, see counterName. */
export async function readCounter(trx: Db, name: string): Promise<ListenerCounter> {
  const row = await trx('listener_counters').where({ name }).first('seen', 'told');
  if (!row) return { watch: nothingWatched, told: [] };
  return { watch: JSON.parse(String(row.seen)), told: JSON.parse(String(row.told)) };
}

/** `lookAt`: ms, when to look again although nothing new arrived; null: never. */
export async function saveCounter(
  trx: Db,
  name: string,
  { watch, told }: ListenerCounter,
  lookAt: number | null,
): Promise<void> {
  const row = { seen: JSON.stringify(watch), told: JSON.stringify(told), look_at: lookAt };
  await trx('listener_counters')
    .insert({ name, ...row })
    .onConflict('name')
    .merge(row);
}

/** Those that want to be looked at by `now`, the longest due first. */
export async function listDueCounters(db: Db, now: number, limit: number): Promise<string[]> {
  const rows = await db('listener_counters')
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(limit)
    .select('name');
  return rows.map((row) => String(row.name));
}

export function counterName(accountId: number, kind: string): string {
  return `${accountId}/${kind}`;
}

export function partsOfCounterName(name: string): { accountId: number; kind: string } {
  const [accountId = '', kind = ''] = name.split('/');
  return { accountId: Number(accountId), kind };
}
