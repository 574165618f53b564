import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { OrderState } from './order.ts';

/** Created in [from, to); ms. */
export interface CreatedRange {
  from?: number | undefined;
  to?: number | undefined;
}

/** What a person looks for; everything that is left out matches all orders. */
export interface OrderFilter extends CreatedRange {
  state?: OrderState | undefined;
  payType?: PayType | undefined;
  accountId?: number | undefined;
  /** Asked for or to be paid. */
  amount?: Fen | undefined;
}

/** A place in the list, which is sorted by creation, newest first. */
export interface OrderPlace {
  createdAt: number;
  id: number;
}

/** `older` than this place, `newer` than it, or from the newest on. */
export type OrderPageStart = { way: 'older' | 'newer'; place: OrderPlace } | null;
