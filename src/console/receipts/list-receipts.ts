import type { Receipt, ReceiptState } from '../../flow/receipts/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { elapsed } from '../../shared/timers.ts';
import type { Place } from '../paging.ts';

/** What a person looks for; everything that is left out matches all receipts. */
export interface ReceiptListFilter {
  state?: ReceiptState | undefined;
  accountId?: number | undefined;
  amountFen?: Fen | undefined;
  /** Seen in [from, to); ms. */
  from?: number | undefined;
  to?: number | undefined;
}

/** A receipt without its raw record, which a list does not show. */
export type ListedReceipt = Omit<Receipt, 'raw' | 'why' | 'pid'>;

export interface ReceiptPage {
  /** Newest first. */
  receipts: ListedReceipt[];
  older: Place | null;
  newer: Place | null;
  /** Not null: the search stopped here (ms) before the page was full; it goes on from `older` or `newer`. */
  stoppedAt: number | null;
}

/** The raw records of these receipts, by their ids. */
export async function readRaws(db: Db, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db('receipts').whereIn('id', ids).select('id', 'raw');
  return new Map(rows.map((row) => [Number(row.id), String(row.raw)]));
}

type Way = 'older' | 'newer';

/** Filters that no index serves are compared step by step, until the page is full or the time is over. */
const STEP = 300;
const LOOK_FOR_MS = 12;
const COLUMNS = [
  'id',
  'account_id',
  'platform',
  'external_id',
  'pay_type',
  'amount_fen',
  'terminal',
  'paid_at',
  'seen_at',
  'state',
  'reason',
  'trade_no',
];

/**
 * One page of these merchants' receipts, sorted by when we learned of them. Merchant, state, account and time are served
 * by indexes; a state of an account, or an amount, is looked for in a bounded time per page.
 */
export async function listReceiptPage(
  db: Db,
  scope: Scope,
  filter: ReceiptListFilter,
  limit: number,
  start: { way: Way; place: Place } | null,
): Promise<ReceiptPage> {
  const way = start?.way ?? 'older';
  const found = await find(db, scope, filter, { way, limit: limit + 1, place: start?.place ?? null });
  const shown = found.receipts.slice(0, limit);
  const more = found.receipts.length > limit;
  const goesOn = more ? placeOf(shown.at(-1)) : found.horizon;
  const begun = start ? (placeOf(shown[0]) ?? start.place) : null;
  const stoppedAt = !more && found.horizon ? found.horizon.at : null;
  return way === 'older'
    ? { receipts: shown, older: goesOn, newer: begun, stoppedAt }
    : { receipts: shown.reverse(), older: begun, newer: goesOn, stoppedAt };
}

interface Reading {
  way: Way;
  limit: number;
  place: Place | null;
}

interface Found {
  receipts: ListedReceipt[];
  /** Up to where was looked, when that is not the end. */
  horizon: Place | null;
}

async function find(db: Db, scope: Scope, filter: ReceiptListFilter, reading: Reading): Promise<Found> {
  const leads = await leadsOf(db, scope, filter);
  const isServed =
    filter.amountFen === undefined && (filter.state === undefined || filter.accountId === undefined);
  if (isServed) return { receipts: await readAll(db, leads, filter, reading), horizon: null };

  const until = elapsed() + LOOK_FOR_MS;
  const kept: ListedReceipt[] = [];
  let { place } = reading;
  for (;;) {
    const rows = await readAll(db, leads, filter, { ...reading, place, limit: STEP });
    kept.push(...rows.filter((receipt) => fits(receipt, filter)));
    place = rows.length < STEP ? null : placeOf(rows.at(-1));
    if (place === null || kept.length >= reading.limit || elapsed() > until) {
      return { receipts: kept.slice(0, reading.limit), horizon: place };
    }
  }
}

/** Equal columns with which an index begins; `pid + 0` is compared besides, on no index. */
type Lead = Record<string, string | number>;

/**
 * What leads the index, for each merchant: of a state and an account, the one that is likely to have fewer. An account's
 * receipts name its merchant besides: it may be another one's.
 */
async function leadsOf(db: Db, scope: Scope, { state, accountId }: ReceiptListFilter): Promise<Lead[]> {
  if (accountId !== undefined && (state === undefined || state === 'used')) {
    return scope === 'all'
      ? [{ account_id: accountId }]
      : scope.map((pid) => ({ account_id: accountId, 'pid + 0': pid }));
  }
  const pids = scope === 'all' ? await merchantsWithReceipts(db) : scope;
  return pids.map((pid) => ({ ...(state !== undefined && { state }), pid }));
}

/** From one to the next in the index, however many receipts each has. */
async function merchantsWithReceipts(db: Db): Promise<number[]> {
  const pids: number[] = [];
  for (;;) {
    const query = db('receipts').orderBy('pid');
    const last = pids.at(-1);
    if (last !== undefined) query.where('pid', '>', last);
    const row = await query.first<{ pid: unknown } | undefined>('pid');
    if (!row) return pids;
    pids.push(Number(row.pid));
  }
}

/** The first of all the leads' together. */
async function readAll(
  db: Db,
  leads: Lead[],
  filter: ReceiptListFilter,
  reading: Reading,
): Promise<ListedReceipt[]> {
  const found: ListedReceipt[] = [];
  for (const lead of leads) found.push(...(await read(db, lead, filter, reading)));
  if (leads.length < 2) return found;
  const sign = reading.way === 'older' ? 1 : -1;
  return found.sort((a, b) => sign * (b.seenAt - a.seenAt || b.id - a.id)).slice(0, reading.limit);
}

async function read(
  db: Db,
  lead: Lead,
  { from, to }: ReceiptListFilter,
  { way, limit, place }: Reading,
): Promise<ListedReceipt[]> {
  const direction = way === 'older' ? 'desc' : 'asc';
  const sign = way === 'older' ? '<' : '>';
  const query = db('receipts')
    .select(COLUMNS)
    .orderBy([
      { column: 'seen_at', order: direction },
      { column: 'id', order: direction },
    ])
    .limit(limit);
  for (const [column, value] of Object.entries(lead)) query.whereRaw(`${column} = ?`, [value]);
  if (from !== undefined) query.where('seen_at', '>=', from);
  if (to !== undefined) query.where('seen_at', '<', to);
  if (place) {
    // The bound on seen_at is what an index can use; ids only part receipts of the same millisecond.
    query
      .where('seen_at', `${sign}=`, place.at)
      .where((apart) => apart.where('seen_at', sign, place.at).orWhere('id', sign, place.id));
  }
  return (await query).map(toListed);
}

function fits(receipt: ListedReceipt, { state, accountId, amountFen }: ReceiptListFilter): boolean {
  if (state !== undefined && receipt.state !== state) return false;
  if (accountId !== undefined && receipt.accountId !== accountId) return false;
  return amountFen === undefined || receipt.amountFen === amountFen;
}

function placeOf(receipt: ListedReceipt | undefined): Place | null {
  return receipt ? { at: receipt.seenAt, id: receipt.id } : null;
}

function toListed(row: Record<string, unknown>): ListedReceipt {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return {
    id: Number(row.id),
    accountId: Number(row.account_id),
    platform: String(row.platform),
    externalId: String(row.external_id),
    payType: text(row.pay_type) as PayType | null,
    amountFen: fen(Number(row.amount_fen)),
    terminal: text(row.terminal),
    paidAt: Number(row.paid_at),
    seenAt: Number(row.seen_at),
    state: String(row.state) as ReceiptState,
    reason: text(row.reason),
    tradeNo: text(row.trade_no),
  };
}
