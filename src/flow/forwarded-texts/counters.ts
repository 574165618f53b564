import type { Fen } from '../../shared/money.ts';
import { readAmountAt } from './amount-in-text.ts';

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

/** Seen in window texts of public PC watchers and in texts of public parsers (docs/reference/listeners.md 2, 4). */
const COUNT =
  /(今日|今天|当日|本日)?(?:收款)?(?:已收款|已收|第|共计|合计|累计|共) ?(?:收款)? ?(\d{1,6}) ?笔/g;
const TOTAL = /(今日|今天|当日|本日)?(?:收款)?(?:共计|合计|累计|总计|共)(?:收款|收入|到账)?(?:金额)?[:：]?/g;

/** Counters stand beside the sentence; what comes later is something else. */
const NEAR = 1000;
/** More than the longest counter, so that none that begins near is cut in two. */
const LONGEST = 80;

/**
 * Reads the counters that begin in the first 1000 characters, where they stand. A figure that the text gives twice
 * differently is left out.
 */
export function countersOf(text: string): Counters {
  const near = text.slice(0, NEAR + LONGEST);
  const counts: number[] = [];
  const totals: Fen[] = [];
  let today = false;
  for (const found of near.matchAll(COUNT)) {
    if (found.index > NEAR) break;
    const [, day, digits] = found;
    counts.push(Number(digits));
    today ||= day !== undefined;
  }
  for (const found of near.matchAll(TOTAL)) {
    if (found.index > NEAR) break;
    const total = readAmountAt(near, found.index + found[0].length, 'either');
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
