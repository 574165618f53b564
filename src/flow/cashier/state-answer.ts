import type { PayType } from '../../shared/pay-type.ts';
import type { OrderState } from '../orders/index.ts';
import { type CashierState, isStillHeld } from './cashier-state.ts';

/** What the cashier page and old themes are told about an order; names as the old system had them. */
export interface StateAnswer {
  order_id: string;
  /** Whole seconds until the order expires, 0 from then on. */
  passtime: number;
  /** 1: paid. */
  state: 0 | 1;
  status: OrderState;
  /** Null: the buyer has still to choose. */
  type: PayType | null;
  /** Another number than before: the code or the amount may be another, the page is to be shown anew. */
  placement: number;
  /** `passtime` to the millisecond. */
  left: number;
  /** Only while nobody would hear of a payment: the buyer should not pay now. */
  unheard?: true;
  /** Only once the buyer may return: the signed address, or empty where the shop gave none. */
  return_url?: string;
  /** Paid, but the buyer may return only after so many ms. */
  wait?: number;
  /** True when nothing can change any more: no need to ask again. */
  final: boolean;
}

/** Gives the signed address to which this order's buyer returns; null where the shop gave none. */
export type ReturnAddress = (tradeNo: string) => Promise<string | null>;

export async function toStateAnswer(
  state: CashierState,
  now: number,
  returnAddress: ReturnAddress,
): Promise<StateAnswer> {
  const answer: StateAnswer = {
    order_id: state.tradeNo,
    passtime: Math.ceil(state.leftMs / 1_000),
    state: state.state === 'paid' ? 1 : 0,
    status: state.state,
    type: state.payType,
    placement: state.placementNo,
    left: state.leftMs,
    final: isFinal(state, now),
  };
  if (state.unheard) answer.unheard = true;
  if (state.mayReturn) answer.return_url = (await returnAddress(state.tradeNo)) ?? '';
  else if (state.waitMs > 0) answer.wait = state.waitMs;
  return answer;
}

/** An order that ran out, or that its buyer gave up, can still be paid while its amount is held for it. */
export function isFinal(state: CashierState, now: number): boolean {
  if (state.state === 'paid') return state.mayReturn;
  return state.state !== 'pending' && !isStillHeld(state, now);
}
