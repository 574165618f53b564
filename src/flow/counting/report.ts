import { DAY, SECOND } from '../../shared/clock.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';

/** One device's word that one payment came in. Kept with the receipt that it speaks for. */
export interface Evidence {
  /** Which device. */
  source: string;
  /** The same text received at the same time has the same fingerprint, however often it is sent. */
  fingerprint: string;
  /** ms, when the device received it, corrected by the device's clock skew. */
  happenedAt: number;
  /** The code kinds that the text allows; one: certain. Empty: nothing told. */
  channels: readonly string[];
  /** 今日第n笔; null when the text carries none. */
  count: number | null;
  /** ms, how long before `happenedAt` the payment may lie; null: the usual jitter. More for a device that was silent. */
  lateMs: number | null;
}

/** Evidence that has not found its place yet. */
export interface Report extends Evidence {
  payType: PayType;
  amountFen: Fen;
}

/** A payment as far as we know it, or a report in review: perhaps a payment, perhaps one that is counted already. */
export interface ReceiptSoFar {
  id: number;
  payType: PayType;
  amountFen: Fen;
  /** True: not counted, pays nothing, until a person or later evidence decides. */
  inReview: boolean;
  evidence: readonly Evidence[];
}

/** The receipts among which a report finds its place; README.md says which ones. */
export interface Recent {
  /** ms: all receipts of the same account, pay type and amount with evidence received after this are here. */
  since: number;
  receipts: readonly ReceiptSoFar[];
}

export interface CountingRules {
  /** ms: two devices' receive times of one payment never lie further apart. */
  jitterMs: number;
  /** ms: up to here two reports of one payment each mean the same one. See README.md. */
  sureMs: number;
  /** ms: a device that tells a payment more than once does so within this. See README.md. */
  repeatMs: number;
}

/** ms before and after a report within which receipts are wanted: until a pause in such payments, and counters of a day. */
export const RECENT_MS = DAY;

export const usualRules: CountingRules = {
  jitterMs: 120 * SECOND,
  sureMs: 10 * SECOND,
  repeatMs: 45 * SECOND,
};
