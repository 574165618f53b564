import type { Notification, NotificationState } from '../../flow/notifications/index.ts';
import { type Oddity, type Order, type OrderState, shownState } from '../../flow/orders/index.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { AccountName } from '../account-names.ts';

/** One line of the list. */
export interface OrderRow {
  tradeNo: string;
  outTradeNo: string;
  name: string;
  createdAt: number;
  moneyFen: Fen;
  /** Null until the buyer has chosen a pay type. */
  payableFen: Fen | null;
  payType: PayType | null;
  /** With the merchant's name before it, where the list is of several. */
  account: string | null;
  state: OrderState;
  odd: Oddity[];
  /** Null: the shop has nothing to be told. */
  told: NotificationState | 'failing' | null;
}

export function toOrderRow(
  order: Order,
  names: ReadonlyMap<number, AccountName>,
  merchants: ReadonlyMap<number, string>,
  notification: Notification | undefined,
  now: number,
): OrderRow {
  const { placement } = order;
  const account = placement ? (names.get(placement.accountId)?.text ?? `#${placement.accountId}`) : null;
  return {
    tradeNo: order.tradeNo,
    outTradeNo: order.outTradeNo,
    name: order.name,
    createdAt: order.createdAt,
    moneyFen: order.moneyFen,
    payableFen: placement?.payableFen ?? null,
    payType: placement?.payType ?? order.requestedType,
    account: [merchants.get(order.pid), account].filter(Boolean).join(' · ') || null,
    state: shownState(order, now),
    odd: order.odd,
    told: notification ? toldOf(notification) : null,
  };
}

export function toldOf({ state, attempts }: Notification): NotificationState | 'failing' {
  return state === 'queued' && attempts > 0 ? 'failing' : state;
}
