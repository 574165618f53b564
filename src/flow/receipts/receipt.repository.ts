import { type Scope, within } from '../../shared/actor.ts';
import { caseSql } from '../../shared/case-sql.ts';
import { type Db, rowsOf } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { insertMissing, insertRow } from '../../shared/insert-rows.ts';
import { fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { changeRows, findRow, marks } from '../../shared/written-sql.ts';
import type { NewReceipt, Receipt, ReceiptState } from './receipt.ts';

/** Databases bound the depth of a condition. */
const ACCOUNTS_AT_ONCE = 200;

/** A payment's time may lie so far after the moment at which we saw it. */
const AHEAD_AT_MOST_MS = 5_000;

/** The only SQL that writes `receipts`: append-only plus the outcome. */

export async function findReceipt(db: Db, id: number): Promise<Receipt | undefined> {
  const row = await findRow(db, 'receipts', { id });
  return row && toReceipt(row);
}

/** True: at least one payment of these accounts was ever recorded. */
export async function hasAny(db: Db, accountIds: readonly number[]): Promise<boolean> {
  for (const account_id of accountIds)
    if (await db('receipts').where({ account_id }).first('id')) return true;
  return false;
}

/** The platform's number of this payment; '' where there is none. */
export async function externalIdOf(db: Db, id: number | null): Promise<string> {
  return (id === null ? undefined : await findReceipt(db, id))?.externalId ?? '';
}

/** Throws Refusal 'unknown_receipt'. */
export async function getReceipt(db: Db, id: number): Promise<Receipt> {
  const receipt = await findReceipt(db, id);
  if (!receipt) throw refuse('unknown_receipt.numbered', { id });
  return receipt;
}

/** Adds them; one that is there already is left as it is. */
export async function insertReceipts(db: Db, receipts: NewReceipt[]): Promise<void> {
  const rows = receipts.map((receipt) => ({ ...toRow(receipt), ...stateOf(receipt) }));
  await insertMissing(db, 'receipts', ['account_id', 'external_id'], rows);
}

function stateOf({ doubt }: NewReceipt): { state: ReceiptState; reason: string | null; why: string | null } {
  if (doubt === undefined) return { state: 'new', reason: null, why: null };
  return { state: 'unmatched', reason: doubt, why: JSON.stringify({ by: 'platform', candidates: [] }) };
}

/** In the order of their recording. */
export async function findByExternalIds(
  db: Db,
  wanted: { accountId: number; externalId: string }[],
): Promise<Receipt[]> {
  const byAccount = new Map<number, string[]>();
  for (const { accountId, externalId } of wanted) {
    byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), externalId]);
  }
  const found: Receipt[] = [];
  const accounts = [...byAccount];
  for (let from = 0; from < accounts.length; from += ACCOUNTS_AT_ONCE) {
    // Account by account: SQLite uses no index for a comparison of pairs.
    const some = accounts.slice(from, from + ACCOUNTS_AT_ONCE);
    const own = some.map(
      ([, externalIds]) => `account_id = ? and external_id in (${marks(externalIds.length)})`,
    );
    const answer = await db.raw(`select * from receipts where ${own.join(' or ')} order by id`, some.flat(2));
    found.push(...rowsOf(answer).map(toReceipt));
  }
  return found.sort((one, other) => one.id - other.id);
}

/** Stands with a new receipt that settles nothing before others had the time to tell of the same money. */
const AWAITS_WORD = 'awaits_word';

/** Stands with what waits for a person because nobody knows which account it came to. A stable word, translated on pages. */
const SEVERAL_ACCOUNTS = 'several_accounts';

/** True of a receipt that others may still tell of. */
export function isAwaitingWord({ state, reason }: Pick<Receipt, 'state' | 'reason'>): boolean {
  return state === 'new' && reason === AWAITS_WORD;
}

/** True of one that settles nothing, or not yet, because it may have come to another account. */
export function isOfUnknownAccount(receipt: Pick<Receipt, 'state' | 'reason'>): boolean {
  return isAwaitingWord(receipt) || (receipt.state === 'unmatched' && receipt.reason === SEVERAL_ACCOUNTS);
}

/** Somebody knows that it came to its account: it may settle. False: that was not in doubt any more. */
export async function proveAccount(trx: Db, id: number): Promise<boolean> {
  const changed = await trx('receipts')
    .where({ id })
    .where((unknown) =>
      unknown
        .where({ state: 'new', reason: AWAITS_WORD })
        .orWhere({ state: 'unmatched', reason: SEVERAL_ACCOUNTS }),
    )
    .update({ state: 'new', reason: null, why: null });
  return changed === 1;
}

/** Nobody can tell which account it came to; `candidates`: receipts that may be the same payment. */
export async function leaveToSeveral(trx: Db, id: number, candidates: readonly number[]): Promise<void> {
  await markUnmatched(trx, id, SEVERAL_ACCOUNTS, JSON.stringify({ by: 'counting', candidates }));
}

/** It settles nothing until `endWait`. `why`: JSON. */
export async function awaitWord(trx: Db, id: number, why: string): Promise<void> {
  await trx('receipts').where({ id, state: 'new' }).update({ reason: AWAITS_WORD, why });
}

/** It may settle from now on. False: it did not wait any more. */
export async function endWait(trx: Db, id: number): Promise<boolean> {
  const waiting = { id, state: 'new', reason: AWAITS_WORD };
  return (await trx('receipts').where(waiting).update({ reason: null, why: null })) === 1;
}

/** Those that have waited since `seenBefore` or longer, oldest first. */
export async function listAwaitingWord(db: Db, seenBefore: number, limit: number): Promise<Receipt[]> {
  const rows = await db('receipts')
    .where({ state: 'new', reason: AWAITS_WORD })
    .where('seen_at', '<=', seenBefore)
    .orderBy('seen_at')
    .limit(limit);
  return rows.map(toReceipt);
}

/** Receipts that were recorded by `seenBefore` and that nobody finished: a crash came in between. */
export async function findUnfinished(db: Db, seenBefore: number, limit: number): Promise<Receipt[]> {
  const rows = await db('receipts')
    .where({ state: 'new' })
    .whereNull('reason')
    .where('seen_at', '<=', seenBefore)
    .orderBy('seen_at')
    .limit(limit);
  return rows.map(toReceipt);
}

/** Gives each of these receipts that is still free to its order, for good; returns how many were. */
export async function markUsed(
  trx: Db,
  uses: { id: number; tradeNo: string; why: string }[],
): Promise<number> {
  if (uses.length === 0) return 0;
  const tradeNo = caseSql(
    'id',
    uses.map((one) => [one.id, one.tradeNo]),
  );
  const why = caseSql(
    'id',
    uses.map((one) => [one.id, one.why]),
  );
  const text = `update receipts set state = 'used', reason = null, trade_no = ${tradeNo.sql}, why = ${why.sql}
    where id in (${marks(uses.length)}) and state in ('new', 'unmatched', 'set_aside')`;
  return changeRows(trx, text, [...tradeNo.bindings, ...why.bindings, ...uses.map(({ id }) => id)]);
}

/** False: it settled an order, or was set aside, meanwhile. */
export async function markUnmatched(db: Db, id: number, reason: string, why: string): Promise<boolean> {
  const changed = await db('receipts')
    .where({ id })
    .whereIn('state', ['new', 'unmatched'])
    .update({ state: 'unmatched', reason, why });
  return changed === 1;
}

/** Adds one receipt in the given state and returns its id. Throws the database's duplicate error when it is known. */
export async function insertReceipt(
  trx: Db,
  receipt: NewReceipt,
  state: { state: 'new' } | { state: 'unmatched'; reason: string; why: string },
): Promise<number> {
  return insertRow(trx, 'receipts', { ...toRow(receipt), reason: null, why: null, ...state });
}

/**
 * A receipt that was in doubt is a payment of its own after all: it may settle. `paid`: it is known less well when, in
 * [from, at].
 */
export async function markNew(trx: Db, id: number, paid?: { from: number; at: number }): Promise<void> {
  await trx('receipts')
    .where({ id })
    .whereIn('state', ['unmatched', 'set_aside'])
    .update({
      state: 'new',
      reason: null,
      why: null,
      ...(paid && { paid_from: paid.from, paid_at: paid.at }),
    });
}

/** The payment was made when it was told, and not earlier. */
export async function paidWhenTold(trx: Db, id: number): Promise<void> {
  await trx('receipts').where({ id }).update({ paid_from: null });
}

/** A receipt in doubt, or that waits for others' word, was one that is counted already: it stays for people to see, and settles nothing. */
export async function markCountedElsewhere(trx: Db, id: number, receiptId: number): Promise<void> {
  await trx('receipts')
    .where({ id })
    .where((doubtful) =>
      doubtful.whereIn('state', ['unmatched', 'set_aside']).orWhere({ state: 'new', reason: AWAITS_WORD }),
    )
    .update({
      state: 'set_aside',
      reason: 'same_payment',
      why: JSON.stringify({ by: 'counting', receiptId }),
    });
}

/** Takes an unmatched receipt off the list of what needs attention. False when it was not unmatched. */
export async function markSetAside(db: Db, id: number): Promise<boolean> {
  const changed = await db('receipts').where({ id, state: 'unmatched' }).update({ state: 'set_aside' });
  return changed === 1;
}

/**
 * Money of this amount and pay type, of the account, that may have been paid in (`from`, `before`); undefined when none
 * was. Not this receipt itself. A pay type that was not told is any.
 */
export async function findPaidBefore(
  db: Db,
  { id, accountId, amountFen, payType }: Pick<Receipt, 'id' | 'accountId' | 'amountFen' | 'payType'>,
  { from, before }: { from: number; before: number },
): Promise<{ id: number } | undefined> {
  const ofType = payType === null ? '' : 'and (pay_type = ? or pay_type is null)';
  const answer = await db.raw(
    `select id from receipts where account_id = ? and amount_fen = ? and seen_at > ? and paid_at > ?
      and coalesce(paid_from, paid_at) < ? and not id = ? ${ofType} limit 1`,
    [accountId, amountFen, from - AHEAD_AT_MOST_MS, from, before, id, ...(payType === null ? [] : [payType])],
  );
  const [row] = rowsOf(answer);
  return row && { id: Number(row.id) };
}

export async function findByTradeNo(db: Db, tradeNo: string): Promise<Receipt | undefined> {
  const row = await db('receipts').where({ trade_no: tradeNo }).first();
  return row && toReceipt(row);
}

export interface ReceiptFilter {
  /** Left out: every merchant's. */
  scope?: Scope;
  state?: ReceiptState;
  reason?: string;
  accountId?: number;
  amountFen?: number;
  externalId?: string;
  /** ms, half-open [from, to). */
  from?: number;
  to?: number;
}

/** Newest first; `before` is the id of the last one on the page before. One more than `limit` tells that there are more. */
export async function listReceipts(
  db: Db,
  filter: ReceiptFilter,
  limit: number,
  before?: number,
): Promise<Receipt[]> {
  const query = db('receipts').orderBy('id', 'desc').limit(limit);
  if (filter.scope) within(query, 'pid', filter.scope);
  if (filter.state) query.where({ state: filter.state });
  if (filter.reason) query.where({ reason: filter.reason });
  if (filter.accountId) query.where({ account_id: filter.accountId });
  if (filter.amountFen) query.where({ amount_fen: filter.amountFen });
  if (filter.externalId) query.where({ external_id: filter.externalId });
  if (filter.from !== undefined) query.where('seen_at', '>=', filter.from);
  if (filter.to !== undefined) query.where('seen_at', '<', filter.to);
  if (before !== undefined) query.where('id', '<', before);
  const rows = await query;
  return rows.map(toReceipt);
}

function toRow(receipt: NewReceipt) {
  return {
    account_id: receipt.accountId,
    pid: receipt.pid,
    platform: receipt.platform,
    external_id: receipt.externalId,
    pay_type: receipt.payType,
    amount_fen: receipt.amountFen,
    terminal: receipt.terminal,
    paid_from: receipt.paidFrom ?? null,
    paid_at: receipt.paidAt,
    reference: receipt.reference ?? null,
    seen_at: receipt.seenAt,
    raw: receipt.raw,
  };
}

function toReceipt(row: Record<string, unknown>): Receipt {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return {
    id: Number(row.id),
    accountId: Number(row.account_id),
    pid: Number(row.pid),
    platform: String(row.platform),
    externalId: String(row.external_id),
    payType: text(row.pay_type) as PayType | null,
    amountFen: fen(Number(row.amount_fen)),
    terminal: text(row.terminal),
    paidAt: Number(row.paid_at),
    paidFrom: row.paid_from === null || row.paid_from === undefined ? null : Number(row.paid_from),
    reference: text(row.reference),
    seenAt: Number(row.seen_at),
    raw: String(row.raw),
    state: String(row.state) as ReceiptState,
    reason: text(row.reason),
    tradeNo: text(row.trade_no),
    why: text(row.why),
  };
}
