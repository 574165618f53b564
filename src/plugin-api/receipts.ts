import type { PayType } from '../shared/pay-type.ts';

/** One incoming payment as the platform told it. */
export interface PlatformReceipt {
  /** The platform's own number of the payment: the same payment has the same number every time. */
  externalId: string;
  /** Null when the platform does not say. */
  payType: PayType | null;
  /** What the payer typed, in fen. */
  amountFen: number;
  /** The platform's text that names the code; null when it does not say. */
  terminal: string | null;
  /** UTC milliseconds. */
  paidAt: number;
  /** UTC milliseconds, where the time is told less well: it was paid at some moment in [paidFrom, paidAt]. */
  paidFrom?: number;
  /**
   * What names the order: a memo, a remark, the number of a bill; null or left out when the platform does not say. It
   * is matched with the amount first; one that names another order keeps the payment from this one.
   */
  reference?: string | null;
  /** True: it may be no payment at all (a refund, a withdrawal ...). It is kept for a person and settles nothing by itself. */
  isUnsure?: boolean;
  /** The record as it came, for people. */
  raw: unknown;
}

/** A stretch of payment times. */
export interface FetchWindow {
  /** UTC milliseconds; receipts paid in [from, to] are wanted, more does no harm. */
  from: number;
  to: number;
  /** True: one of several parts, for the whole is too long to be read at once. Whatever reaches further back has been asked for. */
  isPart?: boolean;
  /** True: an order has, or had in this time, a bill of the account, whatever its settings say now. */
  hasBills?: boolean;
  /** With `onlyBills`: those of the account's bills, not known to be paid, whose turn it is to be asked for; a few. */
  bills?: readonly WatchedBill[];
}

/** A bill that somebody may have paid. */
export interface WatchedBill {
  reference: string;
  /** What it was made over. */
  amountFen: number;
}

/** A record that could not be read as a payment, and why, in plain words. It never fails the others. */
export interface DroppedRow {
  row: unknown;
  problem: string;
}

/** What a list of payments held. */
export interface FetchResult {
  receipts: PlatformReceipt[];
  /** Records that the plugin could not read; the host counts and logs them. */
  dropped?: DroppedRow[];
  /** UTC milliseconds, where the window was too long for one call: read up to here, from its beginning on. The rest is asked for next. */
  readUntil?: number;
  /** True: the list gives no more than this, and money of the window may stand beyond it. What was read counts. */
  isCut?: boolean;
}

/** A code of the account as the platform lists it. */
export interface PlatformCode {
  /** As receipts name it. */
  terminal: string;
  /** What the merchant calls it there. */
  label?: string;
  /** The text of the QR code, where the platform tells it. */
  content?: string;
  /** Left out: all of the platform's. */
  payTypes?: readonly PayType[];
}
