import { createCalendar } from '../../src/console/calendar.ts';
import { createDayFigures } from '../../src/console/home/day-figures.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { Db } from '../../src/shared/db.ts';
import type { TrueOrder, Truth } from './truth.ts';

/** No amount lies further from its price. */
const MOST_BESIDE_FEN = 99;

/** Receipts and orders name each other, what settles nothing has a reason, and the owner's hand is written down. */
export async function checkLinks(db: Db, truth: Truth): Promise<void> {
  const receipts = await db('receipts').select('id', 'state', 'reason', 'trade_no');
  const paid = await db('orders').where({ state: 'paid' }).select('trade_no', 'receipt_id', 'odd');
  for (const { id, state, reason, trade_no } of receipts) {
    if (state === 'new') continue;
    const owners = paid.filter(({ receipt_id }) => Number(receipt_id) === Number(id));
    if (state === 'used' && (owners.length !== 1 || owners[0]?.trade_no !== trade_no))
      truth.wrong(`receipt ${id} is used for ${trade_no}, and ${owners.length} orders are paid by it`);
    if (state !== 'used' && owners.length > 0) truth.wrong(`receipt ${id} is ${state}, and pays an order`);
    if (state !== 'used' && reason === null) truth.wrong(`receipt ${id} is ${state}, and nothing says why`);
  }
  const deeds = await db('audit_entries').whereIn('action', ['order.complete', 'receipt.assign']);
  const isWritten = (tradeNo: string) =>
    deeds.some(
      ({ subject, detail }) => subject === `order ${tradeNo}` || String(detail).includes(`"${tradeNo}"`),
    );
  for (const { trade_no, receipt_id, odd } of paid) {
    const isByHand = String(odd ?? '').includes('by_hand');
    if (receipt_id === null && !isByHand) truth.wrong(`order ${trade_no} is paid by nothing`);
    if (isByHand && !isWritten(trade_no))
      truth.wrong(`order ${trade_no} was paid by hand, and no audit says so`);
  }
}

/** What the console's first page says of the day is what the shops gave out, and what it brought in. */
export async function checkFigures(db: Db, clock: Clock, truth: Truth): Promise<void> {
  const figures = createDayFigures(db, clock, createCalendar('Asia/Shanghai'));
  const [today] = await figures.lastDays(1, 'all');
  const untold = await db('notifications').whereNot({ state: 'acknowledged' }).pluck('trade_no');
  // A shop may have given the goods out, and its answer was lost.
  const credited = truth.orders.filter(({ creditedAt }) => creditedAt !== null);
  const waiting = untold.filter((tradeNo) => !credited.some((order) => order.tradeNo === tradeNo));
  const paid = today?.paid ?? 0;
  if (paid !== credited.length + waiting.length)
    truth.wrong(
      `the console says ${paid} paid, ${credited.length} were given out and of ${waiting.length} no shop knows`,
    );
  if (waiting.length > 0) return;
  const bounds = credited.map(amountsOf);
  const [least, most] = [0, 1].map((at) => bounds.reduce((sum, one) => sum + Number(one[at]), 0));
  const fen = today?.paidFen ?? 0;
  if (fen < Number(least) || fen > Number(most))
    truth.wrong(`the console says ${fen} fen came in, and what was given out asked for ${least} to ${most}`);
}

/** The least and the most that its buyer was asked for. */
function amountsOf({ shown, moneyFen }: TrueOrder): [number, number] {
  if (shown.length === 0) return [moneyFen - MOST_BESIDE_FEN, moneyFen + MOST_BESIDE_FEN];
  const amounts = shown.map(({ amountFen }) => amountFen);
  // Another page may have been shown that he never looked at.
  if (new Set(amounts).size > 1)
    return [Math.min(...amounts) - MOST_BESIDE_FEN, Math.max(...amounts) + MOST_BESIDE_FEN];
  return [Math.min(...amounts, moneyFen), Math.max(...amounts, moneyFen)];
}
