import { MINUTE } from '../../../shared/clock.ts';
import { type Fen, formatFen } from '../../../shared/money.ts';
import type { Saying } from '../../../shared/saying.ts';
import { vmqTypeOf } from '../../../shared/vmq-type.ts';
import { type Order, shownState } from '../../orders/index.ts';

/**
 * What /createOrder and /getOrder say of an order. The names, their order and the meaning of `state` and `timeOut` are
 * seen in public V免签 code (docs/reference/listeners.md, section 3). What that leaves open is as best known, not tried
 * against every shop: numbers rather than texts, `date` in seconds as the PHP server has it, and `isAuto`.
 */
export interface VmqOrderData {
  payId: string;
  /** Our trade number. */
  orderId: string;
  /** 1 WeChat, 2 Alipay. */
  payType: number;
  /** Yuan, what the shop asked. */
  price: number;
  /** Yuan, what the buyer must pay to the fen. */
  reallyPrice: number;
  /** What the QR code says, or an address where it can be seen. */
  payUrl: string;
  /** 1: the buyer types the amount. Ours are always of this kind (0: the code brings the amount along). */
  isAuto: 0 | 1;
  state: VmqState;
  /** Minutes from the order's creation until it expires. */
  timeOut: number;
  /** When the order was created; seconds. */
  date: number;
}

/** -1 expired or closed, 0 waiting, 1 paid, 2 paid but the shop has not taken the notification so far. */
export type VmqState = -1 | 0 | 1 | 2;

/** What has become of an order's notification. */
export interface ToldSoFar {
  state: 'queued' | 'acknowledged' | 'given_up';
  /** Why the last attempt failed; null: none has. */
  lastCause: Saying | null;
}

export function orderData(
  order: Order,
  facts: { payUrl: string; notification: ToldSoFar | undefined; now: number },
): VmqOrderData {
  return {
    payId: order.outTradeNo,
    orderId: order.tradeNo,
    payType: Number(vmqTypeOf(order.placement?.payType) ?? vmqTypeOf(order.requestedType)),
    price: yuan(order.moneyFen),
    reallyPrice: yuan(order.placement?.payableFen ?? order.moneyFen),
    payUrl: facts.payUrl,
    isAuto: 1,
    state: vmqState(order, facts.notification, facts.now),
    timeOut: Math.floor((order.expiresAt - order.createdAt) / MINUTE),
    date: Math.floor(order.createdAt / 1_000),
  };
}

/** While the first attempt is still under way, nothing has failed: 1. */
export function vmqState(
  order: Pick<Order, 'state' | 'expiresAt'>,
  notification: ToldSoFar | undefined,
  now: number,
): VmqState {
  const state = shownState(order, now);
  if (state === 'pending') return 0;
  if (state !== 'paid') return -1;
  return notification && notification.state !== 'acknowledged' && notification.lastCause !== null ? 2 : 1;
}

/** JSON has no other number: the one that prints as this amount (10.5 for 10.50). Never calculated with. */
function yuan(amount: Fen): number {
  return Number(formatFen(amount));
}
