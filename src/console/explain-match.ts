import type { RejectReason } from '../flow/matching/index.ts';
import type { TextKey, Translate } from '../shared/i18n/index.ts';

/** What was kept as the reason of a decision: JSON that we wrote, of whatever version. Empty when there is none. */
export function readWhy(json: string | null): Record<string, unknown> {
  if (json === null) return {};
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

const reasons: Record<RejectReason, TextKey> = {
  other_amount: 'console.reason.other_amount',
  other_pay_type: 'console.reason.other_pay_type',
  other_terminal: 'console.reason.other_terminal',
  other_reference: 'console.reason.other_reference',
  paid_before_order: 'console.reason.paid_before_order',
  paid_after_grace: 'console.reason.paid_after_grace',
  already_paid: 'console.reason.already_paid',
  closed: 'console.reason.closed',
};

/** Why a reported payment was not counted by itself: not about any order. */
const doubts: Readonly<Record<string, TextKey>> = {
  no_order: 'console.reason.no_order',
  ambiguous: 'console.reason.ambiguous',
  told_again: 'console.reason.told_again',
  told_before: 'console.reason.told_before',
  far_apart: 'console.reason.far_apart',
  pairing_unclear: 'console.reason.pairing_unclear',
  away_too_long: 'console.reason.away_too_long',
  phone_away: 'console.reason.phone_away',
  same_second: 'console.reason.same_second',
  several_accounts: 'console.reason.several_accounts',
  time_zone: 'console.reason.time_zone',
  receive_time: 'console.reason.receive_time',
  rule_unconfirmed: 'console.reason.rule_unconfirmed',
  over_limit: 'console.reason.over_limit',
  platform_stopped: 'console.reason.platform_stopped',
  same_payment: 'console.reason.same_payment',
  other_kind: 'console.reason.other_kind',
};

/** One reason in plain words; the bare word where it is none of ours. */
export function explainReason(reason: string, t: Translate): string {
  const key = doubts[reason] ?? reasons[reason as RejectReason];
  return key ? t(key) : reason;
}

/** Why a receipt fits no order, as a sentence. */
export function explainMismatch(reason: string, t: Translate): string {
  const text = explainReason(reason, t);
  return reason in reasons ? t('console.reason.nearest', { reason: text }) : text;
}

/** The orders that were looked at and not taken, with why not. */
export function rejectedOf(why: Record<string, unknown>): { tradeNo: string; reasons: string[] }[] {
  if (!Array.isArray(why.rejected)) return [];
  return why.rejected.flatMap((one: unknown) => {
    const { tradeNo, reasons: given } = (one ?? {}) as { tradeNo?: unknown; reasons?: unknown };
    if (typeof tradeNo !== 'string' || !Array.isArray(given)) return [];
    return [{ tradeNo, reasons: given.map(String) }];
  });
}

/** Why the money was given to this order and to no other, a line each. */
export function explainMatch(why: Record<string, unknown>, tradeNo: string, t: Translate): string[] {
  const rejected = rejectedOf(why).filter((one) => one.tradeNo !== tradeNo);
  const lines = [t('console.order.paidMatched')];
  for (const one of rejected) {
    const list = one.reasons.map((reason) => explainReason(reason, t)).join(t('console.listComma'));
    lines.push(t('console.order.paidNot', { tradeNo: one.tradeNo, reasons: list }));
  }
  return lines;
}
