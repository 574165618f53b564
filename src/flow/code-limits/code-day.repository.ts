import { DAY } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { DayUse } from './limits.ts';

/**
 * The only SQL on `code_days`: a row for each code and day of the display zone. Paid orders are final, so that the counts
 * only grow, in the transaction that marks an order paid.
 */

/** Nobody looks further back. */
export const KEPT_MS = 62 * DAY;

/** Orders of a code, as they are counted together. */
export interface Counted {
  codeId: number;
  accountId: number;
  count: number;
}

/** The orders were paid on that day: whoever waited for a payment has seen one. */
export async function notePaid(
  trx: Db,
  day: number,
  paid: readonly (Counted & { fen: number })[],
): Promise<void> {
  for (const { codeId, accountId, count, fen } of inOrder(paid)) {
    await trx('code_days')
      .insert({ code_id: codeId, account_id: accountId, day, paid_count: count, paid_fen: fen })
      .onConflict(['code_id', 'day'])
      .merge({
        paid_count: trx.raw('code_days.paid_count + ?', [count]),
        paid_fen: trx.raw('code_days.paid_fen + ?', [fen]),
        unpaid_run: 0,
      });
  }
}

/** So many more orders of the code in a row ran out unpaid. */
export async function noteUnpaid(
  trx: Db,
  { day, now }: { day: number; now: number },
  unpaid: readonly Counted[],
): Promise<void> {
  for (const { codeId, accountId, count } of inOrder(unpaid)) {
    await trx('code_days')
      .insert({ code_id: codeId, account_id: accountId, day, unpaid_run: count, unpaid_at: now })
      .onConflict(['code_id', 'day'])
      .merge({ unpaid_run: trx.raw('code_days.unpaid_run + ?', [count]), unpaid_at: now });
  }
}

/** What was paid to each of these codes on that day. */
export async function paidOn(trx: Db, day: number, codeIds: readonly number[]): Promise<Map<number, DayUse>> {
  const rows = await trx('code_days')
    .whereIn('code_id', [...codeIds])
    .where({ day })
    .select('code_id', 'paid_count', 'paid_fen');
  return new Map(
    rows.map((row) => [Number(row.code_id), { count: Number(row.paid_count), fen: Number(row.paid_fen) }]),
  );
}

/** Days before `day` are of no use any more. */
export async function forgetDays(db: Db, day: number): Promise<number> {
  return db('code_days').where('day', '<', day).delete();
}

/** Everybody locks rows in the same order. */
function inOrder<One extends Counted>(all: readonly One[]): One[] {
  return [...all].sort((a, b) => a.codeId - b.codeId);
}
