import type { Fen } from '../../shared/money.ts';
import { readAmountAt } from './amount-in-text.ts';
import { normalText } from './normal-text.ts';

/** The running figures that some texts carry beside the amount. They are never the amount. */
export interface Counters {
  /** How many payments: 今日第8笔 → 8, 共1笔 → 1. */
  count?: number;
  /** Their sum: 共计¥20.00. */
  totalFen?: Fen;
  /**
   * True when the text says 今日 (or 今天, 当日, 本日) with them: only then does a jump prove that something between
   * was lost. What 共n笔 without it counts is not known: the payments of the day, or those in this notification.
   */
  today: boolean;
}

/** Seen in window texts of public PC watchers and in texts of public parsers (reference/listeners.md 2, 4). */
const COUNT =
  /(今日|今天|当日|本日)?(?:收款)?(?:已收款|已收|第|共计|合计|累计|共) ?(?:收款)? ?(\d{1,6}) ?笔/g;
const TOTAL = /(今日|今天|当日|本日)?(?:收款)?(?:共计|合计|累计|总计|共)(?:收款|收入|到账)?(?:金额)?:?/g;

/** Reads the counters where they stand. A figure that the text gives twice differently is left out. */
export function countersOf(text: string): Counters {
  const normal = normalText(text);
  const counts: number[] = [];
  const totals: Fen[] = [];
  let today = false;
  for (const [, day, digits] of normal.matchAll(COUNT)) {
    counts.push(Number(digits));
    today ||= day !== undefined;
  }
  for (const found of normal.matchAll(TOTAL)) {
    const total = readAmountAt(normal, found.index + found[0].length, 'either');
    if (!total || total.fen === 0) continue;
    totals.push(total.fen);
    today ||= found[1] !== undefined;
  }
  const count = agreed(counts);
  const totalFen = agreed(totals);
  return {
    today,
    ...(count === undefined ? {} : { count }),
    ...(totalFen === undefined ? {} : { totalFen }),
  };
}

function agreed<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
