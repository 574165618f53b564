import { MINUTE } from '../../shared/clock.ts';
import type { Fen } from '../../shared/money.ts';
import { type PayType, wordForShops } from '../../shared/pay-type.ts';

/**
 * pending → paid; pending → expired → paid; pending → closed; expired → pending again, when the shop sends its number
 * again. Paid is final. Closed is, too, but for what the buyer or the shop closed: see `isRevivable`.
 */
export type OrderState = 'pending' | 'paid' | 'expired' | 'closed';
export const orderStates: readonly OrderState[] = ['pending', 'paid', 'expired', 'closed'];

/** What was odd about a payment: kept beside the state, never in it. */
export type Oddity = 'late' | 'by_hand' | 'other_amount' | 'earlier_amount' | 'cancelled';

/** Who closed an order: a person in the console, the shop through its protocol, or the buyer on the cashier. */
export type ClosedBy = 'owner' | 'shop' | 'buyer';

/** How long an amount is held after its payment where nobody said how long; ms. */
export const USUAL_PAID_HOLD_MS = 5 * MINUTE;

/**
 * How a shop speaks to us: 易支付 or V免签. An order is told of in the protocol that it came by. `trial`: it came from its
 * owner, who tries his codes, and the shop is the house's own.
 */
export type Protocol = 'epay' | 'vmq' | 'trial';

/** What the shop asked for: the same terms again are the same order. Texts stand as received. */
export interface OrderTerms {
  protocol: Protocol;
  pid: number;
  /** V免签's `payId`. */
  outTradeNo: string;
  /** Null: the buyer chooses at the cashier. */
  requestedType: PayType | null;
  /** Empty for V免签, which sends none. */
  name: string;
  moneyFen: Fen;
  /** Empty: nobody is to be told (V免签 allows that). */
  notifyUrl: string;
  returnUrl: string | null;
  param: string | null;
}

/** The code that takes the money, and what the buyer must pay to the fen. */
export interface Placement {
  payType: PayType;
  payableFen: Fen;
  accountId: number;
  codeId: number;
  terminal: string;
  /** Why this code: kept for people. */
  why: string;
  /** How long the amount is held after its payment; ms. */
  paidHoldMs?: number;
}

/** A code and amount that an order had before: its buyer changed the pay type, or it came back to life elsewhere. */
export interface EarlierPlacement extends Placement {
  id: number;
  placedAt: number;
  expiresAt: number;
  heldUntil: number;
  replacedAt: number;
}

export interface NewOrder extends OrderTerms {
  tradeNo: string;
  /** The shop's own word for `requestedType` (`bank` for 云闪付), in which it is told of it. None: ours. */
  requestedWord?: string | null;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
  /** True: a V免签 shop's, signed with the V免签 key rather than the merchant's. */
  vmqOwnKey?: boolean;
  /** Null until the buyer has chosen a pay type. */
  placement: Placement | null;
  createdAt: number;
  expiresAt: number;
  /** Money paid up to this moment may be its: expiry plus grace. */
  heldUntil: number;
}

export interface Order extends NewOrder {
  id: number;
  state: OrderState;
  /** When we settled it; ms. */
  paidAt: number | null;
  closedAt: number | null;
  closedBy: ClosedBy | null;
  /** Since when its present amount is its own, ms: money that was paid earlier is not for it. Null: it has none yet. */
  placedAt: number | null;
  /** How often its code, amount or time was given anew. */
  placementNo: number;
  /** When its present time began, ms; null: with its creation. */
  renewedAt: number | null;
  receiptId: number | null;
  odd: Oddity[];
  /** JSON: how it came to be paid. */
  whyPaid: string | null;
}

/**
 * The order's pay type in the shop's word: as it sent it when that is what was paid with, the word that most know when
 * its buyer chose it; '' while nothing is chosen.
 */
export function typeForShop({
  placement,
  requestedType,
  requestedWord,
}: Pick<NewOrder, 'placement' | 'requestedType' | 'requestedWord'>): string {
  const payType = placement?.payType ?? requestedType;
  if (payType === null) return '';
  return payType === requestedType ? (requestedWord ?? payType) : wordForShops(payType);
}

/** True while the buyer can still be expected to pay. */
export function isOpen(order: Pick<Order, 'state' | 'expiresAt'>, now: number): boolean {
  return order.state === 'pending' && order.expiresAt > now;
}

/**
 * True while nobody paid it and money could still settle it. What the buyer gave up counts: he may have paid before he
 * did, and the shop was never told that it is over. What the owner or the shop closed does not.
 */
export function isPayable({
  state,
  closedBy,
}: Pick<Order, 'state'> & { closedBy?: ClosedBy | null }): boolean {
  return state === 'pending' || state === 'expired' || (state === 'closed' && closedBy === 'buyer');
}

/**
 * True where the shop's number may be used again. The owner's word stands: what he closed stays closed. The buyer and
 * the shop may change their mind.
 */
export function isRevivable({ state, closedBy }: Pick<Order, 'state' | 'closedBy'>): boolean {
  return state === 'expired' || (state === 'closed' && (closedBy === 'buyer' || closedBy === 'shop'));
}

/** True while money would still be taken for this order: until it is paid or closed, or its grace is over. */
export function isAwaited(
  order: Pick<Order, 'state' | 'heldUntil'> & { closedBy?: ClosedBy | null },
  now: number,
): boolean {
  return isPayable(order) && order.heldUntil > now;
}

/** The state that people are shown: a pending order past its time is expired, even before the job has written it. */
export function shownState(order: Pick<Order, 'state' | 'expiresAt'>, now: number): OrderState {
  return order.state === 'pending' && order.expiresAt <= now ? 'expired' : order.state;
}

/** The pay type is none of them: an unpaid order gets another code and amount for another one. */
const termNames = ['protocol', 'name', 'moneyFen', 'notifyUrl', 'returnUrl', 'param'] as const;
export type TermName = (typeof termNames)[number];

/** The terms in which a repeated submission differs from the order that has its number; empty: the same order. */
export function differingTerms(order: OrderTerms, again: OrderTerms): TermName[] {
  return termNames.filter((name) => {
    // V免签 signs no addresses: there a stranger could lead the buyer, and the proof of payment with him, elsewhere.
    if (name === 'returnUrl' && order.protocol === 'epay') return !leadToOnePage(order[name], again[name]);
    return order[name] !== again[name];
  });
}

/** Shops send the domain that the visitor came by: the same page of it is the same place to return to. */
function leadToOnePage(one: string | null, other: string | null): boolean {
  if (one === other) return true;
  if (one === null || other === null || !URL.canParse(one) || !URL.canParse(other)) return false;
  const afterHost = (address: string) => address.replace(/^https?:\/\/[^/?#]*\/?/i, '');
  return afterHost(one) === afterHost(other);
}
