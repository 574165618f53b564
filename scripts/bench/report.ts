import type { Standing } from './support/contest.ts';
import type { DatabaseKind } from './support/place.ts';

/** One line of the table. */
export interface Row {
  database: DatabaseKind;
  name: string;
  /** What was measured, with its unit. */
  absolute: string;
  /** Against the yardstick; '' where there is none. */
  ratio: string;
  /** '' for a figure that is only told. */
  target: string;
  verdict: Verdict;
}

/**
 * `met here`: within time limits that were lengthened by as much as the do-nothing Express server is slower on this
 * machine than on the one they are for.
 */
export type Verdict = 'met' | `met here, ${string} times slower` | 'missed' | '';

/** A row with a target. */
export function judged(
  row: Pick<Row, 'database' | 'name' | 'absolute' | 'target'> & { ratio?: string },
  met: boolean,
): Row {
  return { ratio: '', ...row, verdict: met ? 'met' : 'missed' };
}

/** A row with limits in ms: `within(times)` tells whether they are kept when they are so many times longer. */
export function judgedInTime(
  row: Pick<Row, 'database' | 'name' | 'absolute' | 'target'> & { ratio?: string },
  within: (times: number) => boolean,
  slowness: number,
): Row {
  const kept = within(1) ? 'met' : (`met here, ${slowness.toFixed(1)} times slower` as const);
  return { ratio: '', ...row, verdict: within(slowness) ? kept : 'missed' };
}

/** A row that is only told. */
export function told(row: Pick<Row, 'database' | 'name' | 'absolute'> & { ratio?: string }): Row {
  return { ratio: '', ...row, target: '', verdict: '' };
}

const columns = ['database', 'name', 'absolute', 'ratio', 'target', 'verdict'] as const;
const titles: Record<(typeof columns)[number], string> = {
  database: 'database',
  name: 'measured',
  absolute: 'figure',
  ratio: 'ratio',
  target: 'target',
  verdict: 'verdict',
};

export function formatTable(rows: readonly Row[]): string {
  const lines = [titles, ...rows].map((row) => columns.map((column) => row[column]));
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const format = (line: string[]) =>
    `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [format(head), rule, ...body.map(format)].join('\n');
}

export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
export const perSecond = (rate: number) => `${Math.round(rate)}/s`;
export const ms = (value: number) => `${value.toFixed(1)} ms`;
export const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

/** "1500/s (Express 9000/s), p99 40.0 ms, 0 errors; CPU 0.55 ms each (Express 0.10)" */
export function standingText(product: Standing, yardstick: Standing, rival = 'Express'): string {
  const cpu =
    product.cpuEach === null || yardstick.cpuEach === null
      ? ''
      : `; CPU ${product.cpuEach.toFixed(2)} ms each (${yardstick.cpuEach.toFixed(2)})`;
  const rates = `${perSecond(product.rate)} (${rival} ${perSecond(yardstick.rate)})`;
  return `${rates}, p99 ${ms(product.p99)}, ${product.wrong} errors${cpu}`;
}
