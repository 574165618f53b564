import type { PayType } from '../shared/pay-type.ts';

/** An order that a code is wanted for. */
export interface BillOrder {
  /** Ours; fit for a remark. */
  tradeNo: string;
  /** The price itself: nothing is added where the platform fixes the amount. */
  amountFen: number;
  payType: PayType;
  /** What the buyer may read. */
  title: string;
  /** UTC milliseconds: it must not be payable any more after this. */
  closesAt: number;
}

/** A code made for one order, its amount fixed, so that the buyer types nothing. */
export interface Bill {
  /** The text of the QR code. One of `content` and `picture`. */
  content?: string;
  /** The address of the picture (https), where only that works: at the platform's hosts, or see `picturesAnywhere`. */
  picture?: string;
  /** By which the payment's receipt, and `closeBill`, name it. */
  reference: string;
  /** UTC milliseconds, as the platform keeps it. */
  closesAt: number;
}

/** Resolves when the number of a bill that was just made is written down. Rejects where it can't be: then stop. */
export type BillCreated = (reference: string) => Promise<void>;
