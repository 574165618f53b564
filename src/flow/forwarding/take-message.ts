import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Account } from '../accounts/index.ts';
import type { Device } from '../devices/index.ts';
import type { HoldDeps } from '../settlement/index.ts';
import { type Counted, countPayment, sourceOf, WITHIN_SECOND_MS } from './count-payment.ts';

export interface MessageFacts {
  account: Account;
  /** Known when the device signed with a secret of its own. */
  deviceId: number | null;
  /** ms, by the device's clock, signed. */
  signedAt: number;
  now: number;
}

export interface Taken {
  code: 'money' | 'not_money' | 'unknown' | 'heartbeat';
  toSettle: number[];
}

/** What a device told of a payment. */
export interface Payment {
  /** Null: not told. */
  payType: PayType | null;
  amountFen: Fen;
  channels: readonly string[];
  /** ms, corrected by the device's skew. */
  happenedAt: number;
  /** See Evidence. */
  lateMs: number | null;
  fingerprint: string;
  count: number | null;
  raw: string;
}

/** Counts it, as countPayment. */
export function countReport(
  trx: Db,
  holds: HoldDeps,
  { account, now }: Pick<MessageFacts, 'account' | 'now'>,
  device: Device,
  payment: Payment,
): Promise<Counted> {
  const { payType, amountFen, channels, happenedAt, lateMs, fingerprint, raw } = payment;
  const report = {
    source: sourceOf(device.id),
    fingerprint,
    happenedAt,
    channels,
    count: payment.count,
    lateMs,
    payType,
    amountFen,
  };
  return countPayment(trx, holds, report, {
    accountId: account.id,
    pid: account.pid,
    platform: account.platform,
    // A phone can't be relied on to tell the code; payables are unique per account instead.
    terminal: null,
    paidAt: Math.min(now, happenedAt + WITHIN_SECOND_MS),
    paidFrom: lateMs === null ? null : happenedAt - lateMs,
    seenAt: now,
    raw,
  });
}

/** Evidence.lateMs of what is late for two reasons. */
export function longest(lateMs: number | null, doubtMs: number): number | null {
  return doubtMs > 0 ? Math.max(lateMs ?? 0, doubtMs) : lateMs;
}
