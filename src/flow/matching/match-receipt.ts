import { MINUTE } from '../../shared/clock.ts';
import { billIn, isPayable, type Order, type OrderForMoney, USUAL_PAID_HOLD_MS } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';

/** Why a receipt can't be an order's money. Stable words: stored with the receipt, translated on pages. */
export type RejectReason =
  | 'other_amount'
  | 'other_pay_type'
  | 'other_terminal'
  | 'paid_before_order'
  | 'paid_after_grace'
  | 'other_reference'
  | 'not_its_bill'
  | 'already_paid'
  | 'closed';

/**
 * Why a receipt settles nothing: no order comes near it, the only one that does was rejected, or several fit.
 * phone_away: the device that told was away, so that it isn't known when the money was paid, and several fit because of
 * that, or one whose amount anybody may pay.
 */
export type MismatchReason = 'no_order' | 'ambiguous' | 'phone_away' | RejectReason;

/**
 * Paid at some moment in [paidFrom, paidAt], both in ms; without `paidFrom` at `paidAt`, which is what platforms tell
 * that are asked, and devices that are awake. `named`: the orders of ours that its reference (a memo, a remark, the
 * number of a bill) names; left out or empty: none, and the amount alone says whose it is.
 */
export type Money = Pick<Receipt, 'payType' | 'amountFen' | 'terminal' | 'paidAt'> & {
  paidFrom?: number | null;
  named?: readonly string[];
};
export type Candidate = Pick<
  Order,
  'tradeNo' | 'state' | 'createdAt' | 'expiresAt' | 'heldUntil' | 'placement' | 'receiptId'
> &
  Partial<Pick<OrderForMoney, 'moneyFen' | 'placedAt' | 'paidAt' | 'closedBy' | 'earlierId'>>;

/** Kept with the receipt and with the order that it paid. */
export interface MatchWhy {
  fits: string[];
  rejected: { tradeNo: string; reasons: RejectReason[] }[];
}

/** `earlierId`: it pays the code and amount that the order had before. */
export type Match =
  | { tradeNo: string; late: boolean; earlierId?: number; why: MatchWhy }
  | { tradeNo: null; reason: MismatchReason; why: MatchWhy };

/**
 * The one order that this money pays, or why there is none. Never a guess: an order fits when amount, pay type,
 * terminal and time all agree (what the platform did not tell can't disagree), and it must be the only one. Money that
 * names an order of ours is that order's or nobody's: who wrote the number down knew what he paid. An order with a bill
 * takes no money but what names it: that of its amount at the account's other codes is somebody else's.
 * Slots see to it that two orders never wait for the same money at the same time. They can't for an interval: there
 * every order counts that waited at any moment of it, so one that was never paid may keep a younger one from settling;
 * and one that asked the price itself gets nothing by the doubt alone, see isDoubtful.
 * An order may come twice, with what it asks now and with what it asked before: it is one order.
 */
export function matchReceipt(money: Money, candidates: Candidate[]): Match {
  const judged = candidates.map((order) => ({ order, reasons: rejectReasons(money, order) }));
  const fitting = once(judged.filter(({ reasons }) => reasons.length === 0).map(({ order }) => order));
  const why: MatchWhy = {
    fits: fitting.map((order) => order.tradeNo),
    rejected: judged
      .filter(({ order, reasons }) => reasons.length > 0 && !fitting.some(isSame(order)))
      .map(({ order, reasons }) => ({ tradeNo: order.tradeNo, reasons })),
  };
  const [only, ...others] = fitting;
  const rivals = judged.filter(
    ({ order, reasons }) => isRival(money, order, reasons) && !fitting.some(isSame(order)),
  );
  const isAlone = others.length === 0 && rivals.length === 0;
  if (only && isAlone && !isDoubtful(money, only)) {
    const { tradeNo, earlierId } = only;
    const late = earliest(money) > only.expiresAt;
    return { tradeNo, late, ...(earlierId !== undefined && { earlierId }), why };
  }
  const several = earliest(money) < money.paidAt ? 'phone_away' : 'ambiguous';
  return { tradeNo: null, reason: only ? several : nearestReason(why), why };
}

function earliest({ paidFrom, paidAt }: Money): number {
  return Math.min(paidFrom ?? paidAt, paidAt);
}

/** Away for so long before the order was there, a device has more to tell than what the order's buyer paid. */
const LONG_AWAY_MS = 10 * MINUTE;

/**
 * True when anybody may have paid this, by the time at which it was made: the order waits no more, and the money is only its
 * if it was made earlier than it was told; or the order came long after the device was away, and it is told as soon as that
 * is back. That goes for the very price, which customers at the counter pay too. An amount with fen of its own nobody else
 * pays by chance, and who names the order knew what he paid.
 */
function isDoubtful(money: Money, order: Candidate): boolean {
  const { tradeNo, heldUntil, moneyFen, placement, placedAt, createdAt } = order;
  if (placement?.payableFen !== moneyFen || money.named?.includes(tradeNo)) return false;
  return money.paidAt > heldUntil || earliest(money) < (placedAt ?? createdAt) - LONG_AWAY_MS;
}

/** True when nothing is left open about money but whose it is: slots see to it then that only one order can have asked for it. */
export function tellsAll(money: Money): boolean {
  return money.terminal !== null && money.payType !== null && earliest(money) === money.paidAt;
}

/**
 * True when a receipt that does not name its code, or not its time, may as well be the money of this order, which
 * can't take it any more: one that was closed, one that a person completed without its receipt, or one that is paid
 * and whose buyer pays again, or whose payment is told again, while its amount cools.
 */
function isRival(money: Money, order: Candidate, reasons: RejectReason[]): boolean {
  if (tellsAll(money) || reasons.length !== 1) return false;
  return reasons[0] === 'closed' || (reasons[0] === 'already_paid' && earliest(money) <= holdEnd(order));
}

/** Until when nobody else had the order's amount; ms. Paid by a receipt at a time that nobody told: it has its money. */
function holdEnd({ receiptId, paidAt, heldUntil, placement }: Candidate): number {
  if (receiptId === null) return heldUntil;
  if (paidAt === null || paidAt === undefined) return -Infinity;
  return Math.min(heldUntil, paidAt + (placement?.paidHoldMs ?? USUAL_PAID_HOLD_MS));
}

function isSame({ tradeNo }: Candidate): (other: Candidate) => boolean {
  return (other) => other.tradeNo === tradeNo;
}

/** Each order once, with its present placement where that fits. */
function once(candidates: Candidate[]): Candidate[] {
  const byNumber = new Map<string, Candidate>();
  for (const order of candidates) {
    if (order.earlierId === undefined || !byNumber.has(order.tradeNo)) byNumber.set(order.tradeNo, order);
  }
  return [...byNumber.values()];
}

function rejectReasons(money: Money, order: Candidate): RejectReason[] {
  const reasons: RejectReason[] = [];
  const placement = order.placement;
  const isNamed = money.named?.includes(order.tradeNo) ?? false;
  const hasBill = billIn(placement?.terminal) !== null;
  if (placement?.payableFen !== money.amountFen) reasons.push('other_amount');
  // A bill takes any wallet, and whatever terminal its platform books it under: its number says whose it is.
  if (!(hasBill && isNamed)) {
    if (money.payType !== null && placement?.payType !== money.payType) reasons.push('other_pay_type');
    if (!hasBill && money.terminal !== null && placement?.terminal !== money.terminal)
      reasons.push('other_terminal');
  }
  if (!isNamed && money.named?.length) reasons.push('other_reference');
  else if (!isNamed && hasBill) reasons.push('not_its_bill');
  if (money.paidAt < (order.placedAt ?? order.createdAt)) reasons.push('paid_before_order');
  // Whether it came within the hold or after it: a second payment of a paid order is that.
  if (order.state === 'paid') reasons.push('already_paid');
  else if (earliest(money) > order.heldUntil) reasons.push('paid_after_grace');
  if (order.state === 'closed' && !isPayable(order)) reasons.push('closed');
  return reasons;
}

/** What comes nearest to fitting, first: an order in all agreed but over, then one of another time, then another one. */
export const nearness: readonly RejectReason[] = [
  'already_paid',
  'closed',
  'paid_after_grace',
  'paid_before_order',
  'other_reference',
  'not_its_bill',
  // The very amount, paid with another wallet: nobody else was to pay it there.
  'other_pay_type',
  'other_amount',
  'other_terminal',
];

/** The one thing wrong with the order that comes nearest, which is what a person wants to read first. */
export function nearestReason(why: MatchWhy): MismatchReason {
  const single = why.rejected.filter(({ reasons }) => reasons.length === 1).map(({ reasons }) => reasons[0]);
  return nearness.find((reason) => single.includes(reason)) ?? 'no_order';
}
