import type { ReceiptSoFar, Recent, Report } from '../../../src/flow/counting/index.ts';
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
