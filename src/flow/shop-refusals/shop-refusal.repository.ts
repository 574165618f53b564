import { type Scope, within } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { fromStored, toStored } from '../../shared/saying.ts';
import type { ShopRefusal } from './shop-refusal.ts';

/** The only SQL on `shop_refusals`. */

/** Adds to the row of its `subject`, or begins one. */
export async function addRefusals(db: Db, subject: string, refusal: ShopRefusal): Promise<void> {
  const last = {
    last_at: refusal.lastAt,
    message: toStored(refusal.answer),
    fields: JSON.stringify(refusal.fields),
  };
  await db('shop_refusals')
    .insert({
      subject,
      pid: refusal.pid ?? 0,
      door: refusal.door,
      code: refusal.code,
      reason: refusal.reason,
      times: refusal.times,
      first_at: refusal.firstAt,
      ...last,
    })
    .onConflict('subject')
    .merge({ ...last, times: db.raw('?? + ?', ['shop_refusals.times', refusal.times]) });
}

/** Of the last days, those of one cause together, the latest first; at most `limit`. */
export async function listRefusals(db: Db, scope: Scope, limit: number): Promise<ShopRefusal[]> {
  const rows = await within(db('shop_refusals'), 'pid', scope)
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(500);
  const merged = new Map<string, ShopRefusal>();
  for (const refusal of rows.map(toRefusal)) {
    const name = [refusal.pid, refusal.door, refusal.code, refusal.reason].join('/');
    const known = merged.get(name);
    if (known) {
      known.times += refusal.times;
      known.firstAt = Math.min(known.firstAt, refusal.firstAt);
    } else merged.set(name, refusal);
  }
  return [...merged.values()].slice(0, limit);
}

/** How many rows have something new since `at`; up to `upTo`. */
export async function countRefusalsSince(db: Db, scope: Scope, at: number, upTo: number): Promise<number> {
  const rows = await within(db('shop_refusals'), 'pid', scope)
    .where('last_at', '>', at)
    .limit(upTo)
    .select('id');
  return rows.length;
}

export async function forgetRefusals(db: Db, before: number): Promise<void> {
  await db('shop_refusals').where('last_at', '<', before).delete();
}

function toRefusal(row: Record<string, unknown>): ShopRefusal {
  return {
    pid: Number(row.pid) || null,
    door: String(row.door),
    code: String(row.code),
    reason: String(row.reason),
    times: Number(row.times),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    answer: fromStored(String(row.message)),
    fields: JSON.parse(String(row.fields)),
  };
}
