import type { Fen } from '../../shared/money.ts';
import { listHash } from './text-hash.ts';

/**
 * The identity of a notification that a phone forwarded; 64 hex digits. A re-send by hand has a new signature but
 * the same fingerprint. Receive times are whole seconds: two equal payments to one account within a second
 * share a fingerprint and can't be told apart. Source: reference/listeners.md 4.5, point 5.
 */
export function phoneFingerprint(notification: {
  accountId: number;
  title: string;
  msg: string;
  /** UTC ms, the phone's clock. */
  receivedAt: number;
}): string {
  const { accountId, title, msg, receivedAt } = notification;
  return listHash('phone', accountId, title, msg, receivedAt);
}

/** The identity of a payment that a PC monitor reported; 64 hex digits. `at` is the signed time (UTC ms, whole seconds). */
export function pcFingerprint(report: {
  accountId: number;
  chan: number;
  moneyFen: Fen;
  at: number;
}): string {
  return listHash('pc', report.accountId, report.chan, report.moneyFen, report.at);
}
