import type { Db } from '../../shared/db.ts';
import { insertRows } from '../../shared/insert-rows.ts';
import { type Fen, fen } from '../../shared/money.ts';

/**
 * `money`: counted or joined. `not_money`: a rule says so. `unknown`: no rule knows it; a person should look.
 * `dismissed`: it was unknown, and a person has looked.
 */
export type TextOutcome = 'money' | 'not_money' | 'unknown' | 'dismissed' | 'heartbeat';

/** One notification as a device forwarded it, and what was understood. */
export interface ForwardedTextEntry {
  accountId: number;
  deviceId: number;
  packageName: string | null;
  title: string;
  text: string;
  /** By the device. */
  receivedAt: number;
  at: number;
  outcome: TextOutcome;
  why: string | null;
  rule: string | null;
  amountFen: Fen | null;
  receiptId: number | null;
  placed: 'open' | 'join' | 'known' | 'review' | null;
}

/** The only SQL on `forwarded_texts`. */
export async function noteText(trx: Db, entry: ForwardedTextEntry): Promise<void> {
  await insertRows(trx, 'forwarded_texts', [
    {
      account_id: entry.accountId,
      device_id: entry.deviceId,
      package: entry.packageName,
      title: entry.title,
      text: entry.text,
      received_at: entry.receivedAt,
      at: entry.at,
      outcome: entry.outcome,
      why: entry.why,
      rule: entry.rule,
      amount_fen: entry.amountFen,
      receipt_id: entry.receiptId,
      placed: entry.placed,
    },
  ]);
}

/** Newest first. */
export async function listTexts(
  db: Db,
  filter: {
    accountId?: number;
    accountIds?: readonly number[];
    outcome?: TextOutcome;
    device?: { id: number; since: number };
  },
  limit: number,
): Promise<(ForwardedTextEntry & { id: number })[]> {
  const query = db('forwarded_texts').orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
  if (filter.accountId !== undefined) query.where({ account_id: filter.accountId });
  if (filter.accountIds) query.whereIn('account_id', [...filter.accountIds]);
  if (filter.outcome) query.where({ outcome: filter.outcome });
  if (filter.device) query.where({ device_id: filter.device.id }).where('at', '>=', filter.device.since);
  return (await query).map(toEntry);
}

export async function findText(
  db: Db,
  id: number,
): Promise<(ForwardedTextEntry & { id: number }) | undefined> {
  const row = await db('forwarded_texts').where({ id }).first();
  return row && toEntry(row);
}

/** When a text was last understood by this rule for one of the accounts; ms, null: never, or long ago. */
export async function lastTextAt(db: Db, accountIds: number[], rule: string): Promise<number | null> {
  const row = await db('forwarded_texts')
    .whereIn('account_id', accountIds)
    .where({ rule })
    .orderBy('at', 'desc')
    .first('at');
  return row ? Number(row.at) : null;
}

/** How many of these accounts' wait for a person; counts no further than `upTo`. */
export async function countUnknownTexts(
  db: Db,
  accountIds: readonly number[],
  upTo: number,
): Promise<number> {
  const rows = await db('forwarded_texts')
    .where({ outcome: 'unknown' })
    .whereIn('account_id', [...accountIds])
    .limit(upTo)
    .select('id');
  return rows.length;
}

/** A person has looked at an unknown text and wants nothing done. False: it is not there, or not unknown any more. */
export async function dismissText(db: Db, id: number): Promise<boolean> {
  const changed = await db('forwarded_texts')
    .where({ id, outcome: 'unknown' })
    .update({ outcome: 'dismissed' });
  return changed === 1;
}

/** Drops texts that were understood and are older; unknown ones stay until a person has looked. */
export async function dropOldTexts(db: Db, before: number): Promise<number> {
  return db('forwarded_texts').where('at', '<', before).whereNot({ outcome: 'unknown' }).delete();
}

function toEntry(row: Record<string, unknown>): ForwardedTextEntry & { id: number } {
  const text = (value: unknown) => (value === null ? null : String(value));
  return {
    id: Number(row.id),
    accountId: Number(row.account_id),
    deviceId: Number(row.device_id),
    packageName: text(row.package),
    title: String(row.title),
    text: String(row.text),
    receivedAt: Number(row.received_at),
    at: Number(row.at),
    outcome: String(row.outcome) as TextOutcome,
    why: text(row.why),
    rule: text(row.rule),
    amountFen: row.amount_fen === null ? null : fen(Number(row.amount_fen)),
    receiptId: row.receipt_id === null ? null : Number(row.receipt_id),
    placed: text(row.placed) as ForwardedTextEntry['placed'],
  };
}
