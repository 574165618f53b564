import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';

/** new → used | unmatched → used | set_aside. A used receipt stays with its one order for good. */
export type ReceiptState = 'new' | 'used' | 'unmatched' | 'set_aside';
export const receiptStates: readonly ReceiptState[] = ['new', 'used', 'unmatched', 'set_aside'];

/** One incoming payment, as a platform or a listener told us. */
export interface NewReceipt {
  accountId: number;
  pid: number;
  platform: string;
  /** The platform's trade number, or a forwarded notification's fingerprint: once per account. */
  externalId: string;
  /** Null when it was not told. */
  payType: PayType | null;
  amountFen: Fen;
  /** Null when it was not told. */
  terminal: string | null;
  /** ms, by the platform's clock. */
  paidAt: number;
  /** What in it names an order: a memo, a remark, the number of a bill. Null, or left out: nothing does. */
  reference?: string | null;
  /** ms: it may have been paid as early as this, by a device that was away meanwhile. Null, or left out: at `paidAt`. */
  paidFrom?: number | null;
  /** ms, when we learned of it. */
  seenAt: number;
  /** Why it waits for a person from the start, see MismatchReason; left out: it may settle an order. */
  doubt?: 'other_kind';
  /** Whole, as it came. */
  raw: string;
}

/** A payment with its record as a platform's plugin gave it. */
export type ToldReceipt = Omit<NewReceipt, 'raw'> & { raw: unknown };

export interface Receipt extends NewReceipt {
  id: number;
  state: ReceiptState;
  /** Why it fits no order; a stable word, see MismatchReason. */
  reason: string | null;
  /** The one order that it settled. */
  tradeNo: string | null;
  /** JSON: candidates, the rejected ones and their reasons. */
  why: string | null;
}
