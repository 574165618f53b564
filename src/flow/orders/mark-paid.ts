import { caseSql } from '../../shared/case-sql.ts';
import type { Db } from '../../shared/db.ts';
import { changeRows, marks } from '../../shared/written-sql.ts';
import { PERIOD_MS } from './created-period.ts';
import type { Oddity } from './order.ts';

/** A payment as it is written. `placementNo`: as the order was when it was matched. */
export interface PaidOrder {
  tradeNo: string;
  receiptId: number | null;
  odd: Oddity[];
  why: string;
  placementNo?: number;
}

/**
 * Moves those of the orders to paid that are unpaid, not closed but by their buyer, and placed as they were seen;
 * returns how many. Each may be named once. Nobody else's its amount is before the hold after the payment is over.
 */
export async function markPaid(trx: Db, paid: PaidOrder[], paidAt: number): Promise<number> {
  if (paid.length === 0) return 0;
  const byOrder = (value: (one: PaidOrder) => string | number | null) =>
    caseSql(
      'trade_no',
      paid.map((one) => [one.tradeNo, value(one)]),
    );
  const receiptId = byOrder((one) => one.receiptId);
  const odd = byOrder((one) => one.odd.join(','));
  const why = byOrder((one) => one.why);
  const seen = caseSql(
    'trade_no',
    paid.flatMap(({ tradeNo, placementNo }) => (placementNo === undefined ? [] : [[tradeNo, placementNo]])),
  );
  const asSeen = seen.bindings.length > 0 ? `and placement_no = coalesce(${seen.sql}, placement_no)` : '';
  // The last condition is isPayable's.
  const text = `update orders set state = 'paid', paid_at = ?, receipt_id = ${receiptId.sql}, odd = ${odd.sql},
      why_paid = ${why.sql}, held_until = ${HELD_ONCE_PAID},
      held_period = ((${HELD_ONCE_PAID}) - (${HELD_ONCE_PAID}) % ${PERIOD_MS}) / ${PERIOD_MS}
    where trade_no in (${marks(paid.length)}) ${asSeen}
      and (state in ('pending', 'expired') or state = 'closed' and closed_by = 'buyer')`;
  return changeRows(trx, text, [
    ...[paidAt, ...receiptId.bindings, ...odd.bindings, ...why.bindings],
    ...Array<number>(HELD_TIMES * 3).fill(paidAt),
    ...paid.map(({ tradeNo }) => tradeNo),
    ...seen.bindings,
  ]);
}

/** How often the text above says it. */
const HELD_TIMES = 3;

/**
 * Until when a paid order's amount is its own; each `?` is the moment of the payment. Where its hold is over and its slot
 * is gone, somebody else may have the amount by now. MySQL assigns from left to right: said twice, it comes to the same.
 */
const HELD_ONCE_PAID = `case when held_until < ? + paid_hold_ms and (held_until >= ? or exists (
    select 1 from amount_slots where amount_slots.trade_no = orders.trade_no
      and amount_slots.pay_type = orders.pay_type and amount_slots.payable_fen = orders.payable_fen))
  then ? + paid_hold_ms else held_until end`;
