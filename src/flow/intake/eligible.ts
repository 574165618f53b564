import type { PayType } from '../../shared/pay-type.ts';
import { compareTurns, type RoutableCode, tierOf } from '../accounts/index.ts';
import { type OverLimit, overLimit } from '../code-limits/index.ts';

/**
 * Which of a merchant's codes an order may take, in which order, and why not the others. Pure, and the one rule: what
 * places orders and the page that explains it ask the same.
 */

/** What of an order decides it. */
export interface Wanted {
  payType: PayType;
  moneyFen: number;
  /** Codes whose buyers type nothing go first. */
  fixedFirst: boolean;
  /** No other may take it: its owner tries this one. */
  onlyCodeId?: number | undefined;
}

/** Why a code takes this order in no case: its platform can't make its code just now, its own limit, or one of its account's. */
export type Ineligible = { why: 'pay_type' } | { why: 'no_bill' } | (OverLimit & { of: 'code' | 'account' });

/** Why a code does not take the order; null: it may. */
export function whyIneligible(
  code: RoutableCode,
  wanted: Pick<Wanted, 'payType' | 'moneyFen'>,
): Ineligible | null {
  if (!code.payTypes.includes(wanted.payType)) return { why: 'pay_type' };
  if (code.showsNothing) return { why: 'no_bill' };
  const { moneyFen } = wanted;
  const { minute } = code;
  const own = overLimit(code.limits, { moneyFen, minute, use: code.use });
  if (own) return { ...own, of: 'code' };
  const shared = overLimit(code.accountLimits, { moneyFen, minute, use: code.accountUse });
  return shared && { ...shared, of: 'account' };
}

/** Those that may take the order, in the order in which they are tried, and those that take its pay type and may not. */
export function eligible(
  codes: readonly RoutableCode[],
  wanted: Wanted,
): { inOrder: RoutableCode[]; refused: { code: RoutableCode; why: Ineligible }[] } {
  const inOrder: RoutableCode[] = [];
  const refused: { code: RoutableCode; why: Ineligible }[] = [];
  for (const code of codes) {
    if (wanted.onlyCodeId !== undefined && code.id !== wanted.onlyCodeId) continue;
    const why = whyIneligible(code, wanted);
    if (why === null) inOrder.push(code);
    else if (why.why !== 'pay_type') refused.push({ code, why });
  }
  return { inOrder: inOrder.sort((a, b) => compareCodes(a, b, wanted)), refused };
}

/** Health before comfort, comfort before turns. */
function compareCodes(a: RoutableCode, b: RoutableCode, { fixedFirst }: Wanted): number {
  const byTier = tierOf(a) - tierOf(b);
  if (byTier !== 0 || !fixedFirst) return compareTurns(a, b);
  return Number(b.fixesAmount) - Number(a.fixesAmount) || compareTurns(a, b);
}

/** Whether an order of this very amount stays within what the code and its account take in a day. */
export function staysWithinDay(code: RoutableCode, payableFen: number): boolean {
  const within = (most: number | null, used: number) => most === null || used + payableFen <= most;
  return within(code.limits.dayFen, code.use.fen) && within(code.accountLimits.dayFen, code.accountUse.fen);
}

/** An order of this amount is the code's: it counts from now on. */
export function countOn(code: RoutableCode, payableFen: number): void {
  for (const use of [code.use, code.accountUse]) {
    use.count += 1;
    use.fen += payableFen;
  }
}
