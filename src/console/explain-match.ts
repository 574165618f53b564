import { nearness } from '../flow/matching/index.ts';
import { isTextKey, type Translate } from '../shared/i18n/index.ts';

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

/** One reason in plain words; the bare word where it is none of ours. */
export function explainReason(reason: string, t: Translate): string {
  const key = `console.reason.${reason}`;
  return isTextKey(key) ? t(key) : reason;
}

/** Why a receipt fits no order, as a sentence. */
export function explainMismatch(reason: string, t: Translate): string {
  const text = explainReason(reason, t);
  const isOfAnOrder = nearness.some((one) => one === reason);
  return isOfAnOrder ? t('console.reason.nearest', { reason: text }) : text;
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
