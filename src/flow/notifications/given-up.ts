import type { Actor, Scope } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { recordDeed } from '../events/index.ts';
import { laneHost } from './lane-host.ts';
import { ofScope, requeueAll, writeHost } from './notification.repository.ts';

/**
 * Notifications that were given up, by the shop's host. Everything here is bounded and served by the index
 * (state, host): a shop that was away for a week leaves thousands of them.
 */

/** A place among them: newest first is by descending id. */
export interface GivenUp {
  id: number;
  tradeNo: string;
}

/** So many of one shop; `count` stops at the limit that was asked for. The host is as laneHost says. */
export interface GivenUpShop {
  host: string;
  count: number;
}

const NAMED_AT_ONCE = 1_000;
const HOSTS_AT_MOST = 50;
const MOVED_AT_ONCE = 200;

/** The shops that some are of, those with the most first. Counts each shop no further than `upTo`. */
export async function countGivenUpByHost(db: Db, scope: Scope, upTo: number): Promise<GivenUpShop[]> {
  await nameHosts(db);
  const shops: GivenUpShop[] = [];
  for (const host of await listHosts(db)) {
    const rows = await ofHost(db, scope, host).limit(upTo).select('id');
    if (rows.length > 0) shops.push({ host, count: rows.length });
  }
  return shops.sort((one, other) => other.count - one.count || (one.host < other.host ? -1 : 1));
}

/** Of one host, or of all: newest first from `from` on, or oldest first where `way` is newer. */
export async function listGivenUp(
  db: Db,
  scope: Scope,
  { host, way, from, limit }: { host?: string; way: 'older' | 'newer'; from: number | null; limit: number },
): Promise<GivenUp[]> {
  await nameHosts(db);
  const found: GivenUp[] = [];
  for (const one of host === undefined ? await listHosts(db) : [host]) {
    const query = ofHost(db, scope, one).orderBy('id', way === 'older' ? 'desc' : 'asc');
    if (from !== null) query.where('id', way === 'older' ? '<' : '>', from);
    const rows = await query.limit(limit).select('id', 'trade_no');
    found.push(...rows.map((row) => ({ id: Number(row.id), tradeNo: String(row.trade_no) })));
  }
  const sign = way === 'older' ? 1 : -1;
  return found.sort((a, b) => sign * (b.id - a.id)).slice(0, limit);
}

/**
 * Starts the schedule over for those of one host, or of all, oldest first; the delivery takes them from the table.
 * Returns how many, at most `limit`.
 */
export async function requeueGivenUp(
  db: Db,
  scope: Scope,
  { host, limit, now }: { host?: string; limit: number; now: number },
): Promise<number> {
  let moved = 0;
  let last: number | null = null;
  while (moved < limit) {
    const batch = await listGivenUp(db, scope, {
      ...(host !== undefined && { host }),
      way: 'newer',
      from: last,
      limit: Math.min(MOVED_AT_ONCE, limit - moved),
    });
    if (batch.length === 0) break;
    const ids = batch.map(({ id }) => id);
    moved += await requeueAll(db, { ids, now });
    last = ids.at(-1) ?? null;
  }
  return moved;
}

/** As requeueGivenUp, by a person: it is written down who did it. */
export async function resendGivenUp(
  { db, clock }: { db: Db; clock: Clock },
  scope: Scope,
  { host, limit }: { host?: string; limit: number },
  actor: Actor,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const at = clock.now();
    const count = await requeueGivenUp(trx, scope, { ...(host !== undefined && { host }), limit, now: at });
    const [only = null, ...others] = scope === 'all' ? [] : scope;
    await recordDeed(trx, actor, {
      ...{ at, action: 'notifications.resend', subject: host === undefined ? 'all' : host || '-' },
      ...{ pid: others.length === 0 ? only : null, detail: { count } },
    });
    return count;
  });
}

/** Those under way or waiting for their next attempt; counts no further than `upTo`. */
export async function countQueued(db: Db, scope: Scope, upTo: number): Promise<number> {
  const rows = await ofScope(db, db('notifications').where({ state: 'queued' }), scope)
    .limit(upTo)
    .select('id');
  return rows.length;
}

function ofHost(db: Db, scope: Scope, host: string) {
  return ofScope(db, db('notifications').where({ state: 'given_up', host }), scope);
}

/** From one host to the next in the index, however many rows each has. */
async function listHosts(db: Db): Promise<string[]> {
  const hosts: string[] = [];
  while (hosts.length < HOSTS_AT_MOST) {
    const query = db('notifications').where({ state: 'given_up' }).whereNotNull('host').orderBy('host');
    const last = hosts.at(-1);
    if (last !== undefined) query.where('host', '>', last);
    const row = await query.first('host');
    if (!row) break;
    hosts.push(String(row.host));
  }
  return hosts;
}

/** One that was queued before its host was noted, and never sent since, is named when somebody looks. */
async function nameHosts(db: Db): Promise<void> {
  const rows = await db('notifications as n')
    .leftJoin('orders as o', 'o.trade_no', 'n.trade_no')
    .where({ 'n.state': 'given_up' })
    .whereNull('n.host')
    .limit(NAMED_AT_ONCE)
    .select('n.id as id', 'o.notify_url as notify_url');
  const byHost = new Map<string, number[]>();
  for (const row of rows) {
    const host = laneHost(String(row.notify_url ?? ''));
    byHost.set(host, [...(byHost.get(host) ?? []), Number(row.id)]);
  }
  for (const [host, ids] of byHost) await writeHost(db, ids, host);
}
