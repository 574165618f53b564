import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';

/** The only SQL on `amount_slots`. The unique key (scope, pay type, payable) is the rule; everything else is speed. */

export interface AmountSlot {
  /** "code:3" where receipts name the terminal, "account:2" where they can't. */
  scope: string;
  payType: string;
  payableFen: Fen;
  tradeNo: string;
  /** ms */
  releaseAt: number;
}

/** A stretch of payables that someone wants to choose from, both ends included. */
export interface SlotRange {
  scope: string;
  payType: string;
  from: number;
  to: number;
}

/** Throws the database's duplicate error (see isDuplicate) when any of them is taken. */
export async function insertSlots(trx: Db, slots: AmountSlot[]): Promise<void> {
  await trx('amount_slots').insert(
    slots.map((slot) => ({
      scope: slot.scope,
      pay_type: slot.payType,
      payable_fen: slot.payableFen,
      trade_no: slot.tradeNo,
      release_at: slot.releaseAt,
    })),
  );
}

/** The taken payables within the ranges, as `slotKey`s. */
export async function findTaken(trx: Db, ranges: SlotRange[]): Promise<Set<string>> {
  if (ranges.length === 0) return new Set();
  const one =
    'select scope, pay_type, payable_fen from amount_slots where scope = ? and pay_type = ? and payable_fen between ? and ?';
  const rows = await trx.raw(
    ranges.map(() => one).join(' union all '),
    ranges.flatMap((range) => [range.scope, range.payType, range.from, range.to]),
  );
  const list: Record<string, unknown>[] = Array.isArray(rows[0]) ? rows[0] : rows;
  return new Set(
    list.map((row) => slotKey(String(row.scope), String(row.pay_type), Number(row.payable_fen))),
  );
}

export function slotKey(scope: string, payType: string, payableFen: number): string {
  return `${scope}/${payType}/${payableFen}`;
}

export async function releaseSlots(trx: Db, tradeNos: string[]): Promise<void> {
  await trx('amount_slots').whereIn('trade_no', tradeNos).delete();
}

export async function holdSlotUntil(trx: Db, tradeNo: string, releaseAt: number): Promise<void> {
  await trx('amount_slots').where({ trade_no: tradeNo }).update({ release_at: releaseAt });
}

/** Frees the slots whose grace is over; returns how many. */
export async function releaseOverdueSlots(db: Db, now: number): Promise<number> {
  return db('amount_slots').where('release_at', '<', now).delete();
}
