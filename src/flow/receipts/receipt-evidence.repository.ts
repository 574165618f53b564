import { type Db, rowsOf } from '../../shared/db.ts';
import { insertRows } from '../../shared/insert-rows.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { findRow, marks } from '../../shared/written-sql.ts';
import type { ReceiptState } from './receipt.ts';

/** The only SQL on `receipt_evidence`: which devices reported a forwarded receipt. */

export interface StoredEvidence {
  source: string;
  fingerprint: string;
  happenedAt: number;
  channels: string[];
  count: number | null;
  lateMs: number | null;
}

/** A receipt with everything that speaks for it. */
export interface EvidencedReceipt {
  id: number;
  payType: PayType | null;
  amountFen: Fen;
  state: ReceiptState;
  reason: string | null;
  evidence: StoredEvidence[];
}

export async function addEvidence(
  trx: Db,
  receiptId: number,
  accountId: number,
  evidence: StoredEvidence,
): Promise<void> {
  await insertRows(trx, 'receipt_evidence', [
    {
      receipt_id: receiptId,
      account_id: accountId,
      source: evidence.source,
      fingerprint: evidence.fingerprint,
      happened_at: evidence.happenedAt,
      channels: evidence.channels.join(','),
      count: evidence.count,
      late_ms: evidence.lateMs,
    },
  ]);
}

/** The receipt for which this source's word stands; null: it said nothing of the kind. */
export async function findEvidence(
  trx: Db,
  accountId: number,
  { source, fingerprint }: Pick<StoredEvidence, 'source' | 'fingerprint'>,
): Promise<number | null> {
  const equal = { account_id: accountId, source, fingerprint };
  const row = await findRow(trx, 'receipt_evidence', equal, { columns: ['receipt_id'] });
  return row ? Number(row.receipt_id) : null;
}

/** True where the source told of money of this account, whatever became of it. */
export async function hasEvidence(db: Db, accountId: number, source: string): Promise<boolean> {
  const row = await db('receipt_evidence').where({ account_id: accountId, source }).first('id');
  return row !== undefined;
}

/**
 * Receipts of other accounts of the merchant that paid an order, or will, and for which none but these sources spoke, told in
 * [from, to], ms.
 */
export async function findToldBy(
  db: Db,
  sources: readonly string[],
  wanted: {
    accountId: number;
    pid: number;
    payType: PayType | null;
    amountFen: Fen;
    from: number;
    to: number;
  },
): Promise<number[]> {
  const { accountId, pid, payType, amountFen, from, to } = wanted;
  const told = await db('receipts as r')
    .join('receipt_evidence as e', 'e.receipt_id', 'r.id')
    .where({ 'r.pid': pid, 'r.pay_type': payType, 'r.amount_fen': amountFen })
    .whereNot('r.account_id', accountId)
    .where((counted) => counted.where('r.state', 'used').orWhere({ 'r.state': 'new', 'r.reason': null }))
    .where('r.seen_at', '>=', from)
    .whereBetween('e.happened_at', [from, to])
    .whereIn('e.source', [...sources])
    .distinct('r.id as id');
  const ids = told.map(({ id }) => Number(id));
  if (ids.length === 0) return [];
  const others = await db('receipt_evidence')
    .whereIn('receipt_id', ids)
    .whereNotIn('source', [...sources])
    .pluck('receipt_id');
  const known = new Set(others.map(Number));
  return ids.filter((id) => !known.has(id));
}

/** So many of the account's last payments are looked at. */
const LATELY = 50;
/** Of fewer nothing can be said. */
const TOLD_AT_LEAST = 3;

/** True where others told of the account's last payments, of several, and this source of none of them. */
export async function isDeafTo(db: Db, accountId: number, source: string): Promise<boolean> {
  const lately = await db('receipts')
    .where({ account_id: accountId })
    .orderBy('seen_at', 'desc')
    .limit(LATELY)
    .pluck('id');
  const told = await db('receipt_evidence').whereIn('receipt_id', lately).select('receipt_id', 'source');
  const byOthers = new Set(told.filter((one) => one.source !== source).map((one) => Number(one.receipt_id)));
  return byOthers.size >= TOLD_AT_LEAST && told.every((one) => one.source !== source);
}

/** Who told of each of these receipts first; none for what no device told. */
export async function listFirstSources(db: Db, receiptIds: number[]): Promise<Map<number, string>> {
  const rows = await db('receipt_evidence')
    .whereIn('receipt_id', receiptIds)
    .orderBy('id', 'desc')
    .select('receipt_id', 'source');
  // The oldest comes last, and stays.
  return new Map(rows.map((row) => [Number(row.receipt_id), String(row.source)]));
}

/** Hands the evidence of one receipt to another: they were one payment. */
export async function moveEvidence(trx: Db, from: number, to: number): Promise<void> {
  await trx('receipt_evidence').where({ receipt_id: from }).update({ receipt_id: to });
}

/** What was told was told at once; its receipt's time is mended beside it, see `paidWhenTold`. */
export async function forgetLateness(trx: Db, receiptId: number): Promise<void> {
  await trx('receipt_evidence').where({ receipt_id: receiptId }).update({ late_ms: null });
}

/** The account's receipts of this amount and pay type that were paid since `since`, oldest first. */
export async function listEvidenced(
  trx: Db,
  wanted: { accountId: number; payType: PayType | null; amountFen: Fen; since: number },
): Promise<EvidencedReceipt[]> {
  const { accountId, payType, amountFen, since } = wanted;
  const ofType = payType === null ? 'pay_type is null' : 'pay_type = ?';
  const answer = await trx.raw(
    `select id, state, reason from receipts
      where account_id = ? and ${ofType} and amount_fen = ? and seen_at >= ? order by id`,
    [accountId, ...(payType === null ? [] : [payType]), amountFen, since],
  );
  const rows = rowsOf(answer);
  if (rows.length === 0) return [];
  const evidence = rowsOf(
    await trx.raw(
      `select * from receipt_evidence where receipt_id in (${marks(rows.length)})`,
      rows.map((row) => Number(row.id)),
    ),
  );
  return rows.map((row) => ({
    id: Number(row.id),
    payType,
    amountFen: fen(amountFen),
    state: String(row.state) as ReceiptState,
    reason: row.reason === null ? null : String(row.reason),
    evidence: evidence.filter((one) => Number(one.receipt_id) === Number(row.id)).map(toEvidence),
  }));
}

export async function listEvidence(db: Db, receiptId: number): Promise<StoredEvidence[]> {
  return (await db('receipt_evidence').where({ receipt_id: receiptId }).orderBy('id')).map(toEvidence);
}

function toEvidence(row: Record<string, unknown>): StoredEvidence {
  return {
    source: String(row.source),
    fingerprint: String(row.fingerprint),
    happenedAt: Number(row.happened_at),
    channels: String(row.channels).split(',').filter(Boolean),
    count: row.count === null ? null : Number(row.count),
    lateMs: row.late_ms === null ? null : Number(row.late_ms),
  };
}
