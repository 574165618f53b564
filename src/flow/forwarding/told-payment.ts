import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Account } from '../accounts/index.ts';
import type { Device } from '../devices/index.ts';
import type { NewReceipt } from '../receipts/index.ts';

/** A message of a phone or PC that is believed. */
export interface MessageFacts {
  account: Account;
  /** Known when the device signed with a secret of its own. */
  deviceId: number | null;
  /** ms, by the device's clock, signed. */
  signedAt: number;
  now: number;
}

/** What was made of such a message. */
export interface Taken {
  code: 'money' | 'not_money' | 'unknown' | 'heartbeat';
  toSettle: number[];
}

/** Whose money is told of, who tells it, and when we learn of it; ms. */
export interface ToldBy {
  account: Account;
  device: Device;
  now: number;
}

/** What a device tells of a payment, in whichever way it speaks. */
export interface ToldPayment {
  /** Null: not told. */
  payType: PayType | null;
  amountFen: Fen;
  /** The kinds of code that it may have come to; none: not told. */
  channels: readonly string[];
  /** ms, corrected by the device's skew. */
  happenedAt: number;
  /** How much later than `happenedAt` it may have been made, as the device tells time; ms. */
  withinMs: number;
  /** See Evidence. */
  lateMs: number | null;
  /** 64 hex digits, the same for the same message however often it is sent. */
  fingerprint: string;
  /** How many payments the device says there were today; null: it doesn't. */
  count: number | null;
  /** As it came. */
  raw: string;
}

/** What became of what was told. */
export interface Placed {
  /** A payment of its own, one that another device told, one told before, or one that waits for a person. */
  placed: 'open' | 'join' | 'known' | 'review';
  receiptId: number;
  /** Receipts that may settle now: the new one, and any whose doubt this report ended. */
  toSettle: number[];
}

export function knownAs(receiptId: number): Placed {
  return { placed: 'known', receiptId, toSettle: [] };
}

/** Phones and PCs tell whole seconds: the payment lies within the second that they name. */
export const WITHIN_SECOND_MS = 999;

/**
 * The receipt of what was told: paid within `withinMs` after `happenedAt`, but not later than now, or up to `lateMs` before.
 * A device can't be relied on to tell the code; payables are unique per account instead.
 */
export function receiptOf(
  { account, now }: Pick<ToldBy, 'account' | 'now'>,
  told: Pick<ToldPayment, 'payType' | 'amountFen' | 'happenedAt' | 'withinMs' | 'lateMs' | 'raw'>,
  externalId: string,
): NewReceipt {
  const { payType, amountFen, happenedAt, withinMs, lateMs, raw } = told;
  return {
    ...{ accountId: account.id, pid: account.pid, platform: account.platform, externalId },
    ...{ payType, amountFen, terminal: null },
    paidAt: Math.min(now, happenedAt + withinMs),
    paidFrom: lateMs === null ? null : happenedAt - lateMs,
    ...{ seenAt: now, raw },
  };
}

/** Evidence.lateMs of what is late for two reasons. */
export function longest(lateMs: number | null, doubtMs: number): number | null {
  return doubtMs > 0 ? Math.max(lateMs ?? 0, doubtMs) : lateMs;
}
