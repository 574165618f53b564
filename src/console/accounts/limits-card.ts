import { type Limits, type LimitTexts, limitTexts } from '../../flow/code-limits/index.ts';
import type { ToldProblem } from '../../shared/errors.ts';
import { fen, formatFen, formatGroupedFen } from '../../shared/money.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** The card with the limits of a code or an account. */
export interface LimitsCard {
  action: string;
  isAccount: boolean;
  texts: Required<LimitTexts>;
  problems: ToldProblem[];
  /** What was taken today, where some limit counts it. */
  today: { count: number; amount: string } | null;
  /** Not null: so many orders in a row ran out unpaid that others go first. */
  paused: number | null;
  zone: string;
}

/** What was typed goes before what is stored. */
export async function limitsCard(
  deps: Pick<ConsoleDeps, 'db' | 'rotation' | 'config'>,
  of: { pid: number; accountId: number; codeId: number | null; limits: Limits; action: string },
  { typed = null, problems = [] }: { typed?: LimitTexts | null; problems?: ToldProblem[] } = {},
): Promise<LimitsCard> {
  const { limits, codeId, accountId } = of;
  const all = await deps.rotation.listCandidates(deps.db, of.pid);
  const own = all.find((code) => (codeId === null ? code.accountId === accountId : code.id === codeId));
  const use = codeId === null ? own?.accountUse : own?.use;
  const counts = limits.dayCount !== null || limits.dayFen !== null;
  return {
    action: of.action,
    isAccount: codeId === null,
    texts: { ...limitTexts(limits, formatFen), ...typed },
    problems,
    today: counts && use ? { count: use.count, amount: formatGroupedFen(fen(use.fen)) } : null,
    paused: codeId !== null && own?.rests ? own.unpaidRun : null,
    zone: deps.config.displayZone,
  };
}
