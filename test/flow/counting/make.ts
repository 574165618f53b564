import { type ReceiptSoFar, type Recent, type Report, usualRules } from '../../../src/flow/counting/index.ts';
import { fen } from '../../../src/shared/money.ts';

/** 2025-03-01 12:00 in Asia/Shanghai. */
export const NOON = Date.UTC(2025, 2, 1, 4);

let made = 0;

/** A report of 10.00 yuan, `at` seconds after noon; every one has a fingerprint of its own. */
export function makeReport(source: string, at: number, rest: Partial<Report> = {}): Report {
  return {
    source,
    fingerprint: `f${++made}`,
    happenedAt: NOON + at * 1_000,
    channels: ['personal'],
    count: null,
    lateMs: null,
    payType: 'wxpay',
    amountFen: fen(1_000),
    ...rest,
  };
}

export function makeReceipt(id: number, evidence: Report[], inReview = false): ReceiptSoFar {
  return { id, payType: 'wxpay', amountFen: fen(1_000), inReview, evidence };
}

export function allOf(...receipts: ReceiptSoFar[]): Recent {
  return { since: 0, receipts };
}

/** How many payments a device's own reports tell apart by their times alone: such as lie too far from each other. */
function toldApartByTime(own: readonly Report[]): number {
  let last = Number.NEGATIVE_INFINITY;
  let apart = 0;
  for (const { happenedAt } of [...own].sort((a, b) => a.happenedAt - b.happenedAt)) {
    if (happenedAt - last <= usualRules.repeatMs) continue;
    last = happenedAt;
    apart++;
  }
  return apart;
}

/**
 * How many payments a device's own reports tell apart: by their times, while it is awake and when it is back, or by the
 * daily counters that they tell.
 */
export function toldApart(own: readonly Report[]): number {
  const numbers = own.flatMap(({ channels, count }) => (count === null ? [] : [`${channels} ${count}`]));
  const others = own.filter(({ count }) => count === null);
  const awake = others.filter(({ lateMs }) => lateMs === null);
  const back = others.filter(({ lateMs }) => lateMs !== null);
  return Math.max(toldApartByTime(awake), toldApartByTime(back), new Set(numbers).size);
}
