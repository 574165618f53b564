import DataLoader from 'dataloader';
import type { Clock } from '../../shared/clock.ts';
import { type Db, isSqlite } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { inNextTurn } from '../../shared/timers.ts';
import { type ClosedBy, type OrderState, shownState, TRADE_NO } from '../orders/index.ts';

/** How long a buyer waits at most for the shop to have heard of the payment, before being sent back to it. */
export const RETURN_AFTER_MS = 3_000;

const MAX_BATCH = 200;

/** What changes while a buyer looks at the cashier. */
export interface CashierState {
  tradeNo: string;
  /** By the clock: a pending order past its time is expired, even before the job has written it. */
  state: OrderState;
  expiresAt: number;
  /** Until the order expires, 0 from then on. */
  leftMs: number;
  /** A late payment is still taken for this order until then. */
  heldUntil: number;
  /** Null: the buyer has still to choose. */
  payType: PayType | null;
  /** How often its code, amount or time was given anew. */
  placementNo: number;
  paidAt: number | null;
  /** Null: it is not closed. */
  closedBy: ClosedBy | null;
  /** True while nobody would hear of a payment: the account's devices are silent, or it can't be asked. */
  unheard: boolean;
  /** True once the shop has acknowledged the notification. */
  notified: boolean;
  /** Paid, and the shop has heard of it or had its time to. */
  mayReturn: boolean;
  /** Paid, but to be sent back only after this; else 0. */
  waitMs: number;
}

export interface StateReader {
  /** The order's state as the database has it now. Null for an unknown number; one that can't be ours costs no query. */
  read(tradeNo: string): Promise<CashierState | null>;
}

/** One row as the database driver gives it; MySQL may give large numbers as text. */
interface StateRow {
  trade_no: string;
  state: OrderState;
  expires_at: number | string;
  held_until: number | string;
  pay_type: PayType | null;
  placement_no: number;
  paid_at: number | string | null;
  closed_by: ClosedBy | null;
  told: string | null;
  health: string | null;
}

export interface StateReaderDeps {
  db: Db;
  clock: Clock;
}

/**
 * Reads that come in together share one query; nothing is kept afterwards.
 * Hundreds of open cashier pages ask every other second, so this is the busiest read of the house.
 */
export function createStateReader(deps: StateReaderDeps): StateReader {
  const loader = new DataLoader<string, CashierState | null>((tradeNos) => readBatch(deps, tradeNos), {
    cache: false,
    maxBatchSize: MAX_BATCH,
    // Requests that arrive at once are handled one tick each; the end of the loop's turn sees them all.
    batchScheduleFn: inNextTurn,
  });
  return {
    async read(tradeNo) {
      return TRADE_NO.test(tradeNo) ? loader.load(tradeNo) : null;
    },
  };
}

async function readBatch(
  { db, clock }: StateReaderDeps,
  tradeNos: readonly string[],
): Promise<(CashierState | null)[]> {
  const distinct = [...new Set(tradeNos)];
  const answer = await db.raw(batchQuery(distinct.length), distinct);
  const rows: StateRow[] = isSqlite(db) ? answer : answer[0];
  const now = clock.now();
  const states = new Map(rows.map((row) => [row.trade_no, toState(row, now)]));
  return tradeNos.map((tradeNo) => states.get(tradeNo) ?? null);
}

/** Written by hand and kept by size: knex's builder would cost more than the query. */
const queries: string[] = [];

function batchQuery(size: number): string {
  queries[size] ??= `select o.trade_no, o.state, o.expires_at, o.held_until, o.pay_type,
    o.placement_no, o.paid_at, o.closed_by, n.state as told, a.health
    from orders o left join notifications n on n.trade_no = o.trade_no left join accounts a on a.id = o.account_id
    where o.trade_no in (${Array(size).fill('?').join(',')})`;
  return queries[size];
}

function toState(row: StateRow, now: number): CashierState {
  const expiresAt = Number(row.expires_at);
  const state = shownState({ state: row.state, expiresAt }, now);
  const paidAt = row.paid_at === null ? null : Number(row.paid_at);
  const notified = row.told === 'acknowledged';
  const waitMs = state !== 'paid' || notified ? 0 : Math.max(0, (paidAt ?? 0) + RETURN_AFTER_MS - now);
  return {
    tradeNo: row.trade_no,
    state,
    expiresAt,
    leftMs: Math.max(0, expiresAt - now),
    heldUntil: Number(row.held_until),
    payType: row.pay_type,
    placementNo: Number(row.placement_no),
    paidAt,
    closedBy: row.closed_by,
    unheard: state === 'pending' && isUnheard(row),
    notified,
    mayReturn: state === 'paid' && waitMs === 0,
    waitMs,
  };
}

/** True when an order is over for its buyer, and would still take money that he has sent. */
export function isStillHeld(
  { state, closedBy, heldUntil }: Pick<CashierState, 'state' | 'closedBy' | 'heldUntil'>,
  now: number,
): boolean {
  return (state === 'expired' || (state === 'closed' && closedBy === 'buyer')) && heldUntil > now;
}

/** An account that is switched off is still heard of, or asked, for the orders that it has. */
function isUnheard({ health }: StateRow): boolean {
  return health === 'silent' || health === 'stopped' || health === 'needs_you';
}
