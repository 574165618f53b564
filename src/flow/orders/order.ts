import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';

/** pending → paid; pending → expired → paid; pending → closed. Paid and closed are final. */
export type OrderState = 'pending' | 'paid' | 'expired' | 'closed';
export const orderStates: readonly OrderState[] = ['pending', 'paid', 'expired', 'closed'];

/** What was odd about a payment: kept beside the state, never in it. */
export type Oddity = 'late' | 'by_hand' | 'other_amount';

/** How a shop speaks to us: 易支付 or V免签. An order is told of in the protocol that it came by. */
export type Protocol = 'epay' | 'vmq';

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
}

export interface NewOrder extends OrderTerms {
  tradeNo: string;
  /** The shop's own word for `requestedType` (`bank` for 云闪付), in which it is told of it. None: ours. */
  requestedWord?: string | null;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
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
  receiptId: number | null;
  odd: Oddity[];
  /** JSON: how it came to be paid. */
  whyPaid: string | null;
}

/** The order's pay type in the shop's word: as it sent it when that is what was paid with; '' while nothing is chosen. */
export function typeForShop({
  placement,
  requestedType,
  requestedWord,
}: Pick<NewOrder, 'placement' | 'requestedType' | 'requestedWord'>): string {
  const payType = placement?.payType ?? requestedType;
  return (payType === requestedType ? requestedWord : null) ?? payType ?? '';
}

/** True while the buyer can still be expected to pay. */
export function isOpen(order: Pick<Order, 'state' | 'expiresAt'>, now: number): boolean {
  return order.state === 'pending' && order.expiresAt > now;
}

/** True while money would still be taken for this order: until it is paid or closed, or its grace is over. */
export function isAwaited(order: Pick<Order, 'state' | 'heldUntil'>, now: number): boolean {
  return (order.state === 'pending' || order.state === 'expired') && order.heldUntil > now;
}

/** The state that people are shown: a pending order past its time is expired, even before the job has written it. */
export function shownState(order: Pick<Order, 'state' | 'expiresAt'>, now: number): OrderState {
  return order.state === 'pending' && order.expiresAt <= now ? 'expired' : order.state;
}

const termNames = [
  'protocol',
  'requestedType',
  'name',
  'moneyFen',
  'notifyUrl',
  'returnUrl',
  'param',
] as const;
export type TermName = (typeof termNames)[number];

/** The terms in which a repeated submission differs from the order that has its number; empty: the same order. */
export function differingTerms(order: OrderTerms, again: OrderTerms): TermName[] {
  return termNames.filter((name) => order[name] !== again[name]);
}
