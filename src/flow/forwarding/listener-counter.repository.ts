import type { Db } from '../../shared/db.ts';
import { type CountersSeen, noCountersSeen } from '../counting/index.ts';

/** The only SQL on `listener_counters`: what notification texts said of the day so far, by account and code kind. */
export async function readCounters(trx: Db, name: string): Promise<CountersSeen> {
  const row = await trx('listener_counters').where({ name }).first('seen');
  return row ? (JSON.parse(String(row.seen)) as CountersSeen) : noCountersSeen;
}

export async function saveCounters(trx: Db, name: string, seen: CountersSeen): Promise<void> {
  const text = JSON.stringify(seen);
  await trx('listener_counters').insert({ name, seen: text }).onConflict('name').merge({ seen: text });
}
