import { type RoutableCode, tierOf } from '../accounts/index.ts';
import type { Ineligible } from './eligible.ts';

/**
 * Why an order did not get a code, as it is kept with the order: the code's number, the reason, and what it names. Small:
 * a million orders keep it.
 */
export type Passed = [codeId: number, why: string, ...values: number[]];

/** So many are kept; of more, those whose turn would have been first. */
const KEPT = 6;

/** Of codes that take the pay type: those that would have gone first, had nothing spoken against them. */
export function passedOf(
  chosen: RoutableCode,
  {
    inOrder,
    refused,
  }: { inOrder: readonly RoutableCode[]; refused: readonly { code: RoutableCode; why: Ineligible }[] },
): Passed[] {
  const isBefore = (code: RoutableCode) =>
    code.lastTurn < chosen.lastTurn || (code.lastTurn === chosen.lastTurn && code.id < chosen.id);
  const limited = refused
    .filter(({ code }) => isBefore(code))
    .map(({ code, why }) => ({ code, passed: passedByLimit(code.id, why) }));
  const later = inOrder
    .filter((code) => code.id !== chosen.id && isBefore(code))
    .flatMap((code) => {
      const passed = passedByOrder(code, chosen);
      return passed ? [{ code, passed }] : [];
    });
  return [...limited, ...later]
    .sort((a, b) => a.code.lastTurn - b.code.lastTurn || a.code.id - b.code.id)
    .slice(0, KEPT)
    .map(({ passed }) => passed);
}

/** Why one that may take the order comes after another; null: only because its turn is later, or its amounts are taken. */
export function passedByOrder(code: RoutableCode, chosen: RoutableCode): Passed | null {
  if (tierOf(code) > tierOf(chosen))
    return code.healthy ? [code.id, 'rests', code.unpaidRun] : [code.id, 'unhealthy'];
  return chosen.fixesAmount && !code.fixesAmount ? [code.id, 'typed'] : null;
}

export function passedByLimit(codeId: number, why: Ineligible): Passed {
  if (why.why === 'pay_type' || why.why === 'no_bill') return [codeId, why.why];
  const name = `${why.of}.${why.why}`;
  switch (why.why) {
    case 'below':
      return [codeId, name, why.minFen];
    case 'above':
      return [codeId, name, why.maxFen];
    case 'hours':
      return [codeId, name, why.from, why.to];
    case 'day_count':
      return [codeId, name, why.dayCount];
    case 'day_money':
      return [codeId, name, why.dayFen, why.usedFen];
  }
}

/** Which reason a shop is told where limits keep all codes from an order: the one that ends soonest by itself. */
export function mainLimit(refused: readonly { why: Ineligible }[]): 'hours' | 'day' | 'amount' {
  const has = (...whys: string[]) => refused.some(({ why }) => whys.includes(why.why));
  if (has('hours')) return 'hours';
  return has('day_count', 'day_money') ? 'day' : 'amount';
}
