import { clockTime } from '../flow/code-limits/index.ts';
import { isTextKey, type TextKey, type Translate } from '../shared/i18n/index.ts';
import { fen, formatGroupedFen } from '../shared/money.ts';

/** Why a code did not get an order, as it was kept with the order, in words; the bare word where it is none of ours. */
export function explainPassed(why: string, values: readonly number[], t: Translate): string {
  const limit = /^(code|account)\.(.+)$/.exec(why);
  const key = `console.routing.why.${limit ? limit[2] : why}`;
  if (!isTextKey(key)) return why;
  const [first = 0, second = 0] = values;
  const named = {
    amount: formatGroupedFen(fen(first)),
    used: formatGroupedFen(fen(second)),
    count: first,
    from: clockTime(first),
    to: clockTime(second),
  };
  const told = (t as (text: TextKey, values: Record<string, string | number>) => string)(key, named);
  return limit?.[1] === 'account' ? t('console.routing.ofAccount', { why: told }) : told;
}

/** The entries that an order kept: [code, reason, values ...]. None in what older versions kept. */
export function readPassed(not: unknown): { codeId: number; why: string; values: number[] }[] {
  if (!Array.isArray(not)) return [];
  return not.flatMap((one: unknown) => {
    if (!Array.isArray(one)) return [];
    const [codeId, why, ...values] = one as unknown[];
    if (typeof codeId !== 'number' || typeof why !== 'string') return [];
    return [{ codeId, why, values: values.map((value) => Math.max(0, Math.trunc(Number(value) || 0))) }];
  });
}
