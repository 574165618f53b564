import type { CountingRules, Evidence, ReceiptSoFar } from './report.ts';
import { earliest, provenDifferent, shareChannel } from './told-apart.ts';

/** Everything that can have a say in where a report belongs. */
export interface Neighbourhood {
  counted: ReceiptSoFar[];
  inReview: ReceiptSoFar[];
}

/**
 * The receipts within reach of this evidence, and those within reach of them, and so on: pairing a report with one
 * receipt can free or take another, so they are only judged together.
 */
export function neighbourhoodOf(
  evidence: readonly Evidence[],
  receipts: readonly ReceiptSoFar[],
  rules: CountingRules,
): Neighbourhood {
  const spans = receipts.map((receipt) => ({ receipt, span: spanOf(core(receipt, rules), rules) }));
  let { from, to } = spanOf(evidence, rules);
  let near: typeof spans = [];
  for (let grown = true; grown; ) {
    const within = spans.filter(({ span }) => span.from <= to && from <= span.to);
    grown = within.length > near.length;
    near = within;
    from = Math.min(from, ...near.map(({ span }) => span.from));
    to = Math.max(to, ...near.map(({ span }) => span.to));
  }
  const found = near.map(({ receipt }) => receipt);
  return {
    counted: found.filter(({ inReview }) => !inReview),
    inReview: found.filter(({ inReview }) => inReview),
  };
}

/**
 * A receipt's evidence without what fits it only because a counter or a person said so: that may come from hours
 * later, and would be a riddle to the rules that go by time.
 */
export function core(receipt: ReceiptSoFar, rules: CountingRules): Evidence[] {
  const kept: Evidence[] = [];
  for (const one of receipt.evidence) if (couldBeOne([...kept, one], rules)) kept.push(one);
  return kept;
}

/** True when nothing shows that these speak of more than one payment. */
export function couldBeOne(all: readonly Evidence[], rules: CountingRules): boolean {
  const pairs = all.every((a, i) => all.slice(i + 1).every((b) => !provenDifferent(a, b, rules)));
  return pairs && shareChannel(all);
}

/** True when this receipt may be what the new evidence speaks of. A device has one say in a receipt. */
export function couldTake(
  receipt: ReceiptSoFar,
  evidence: readonly Evidence[],
  rules: CountingRules,
): boolean {
  const heard = new Set(receipt.evidence.map(({ source }) => source));
  return (
    !evidence.some(({ source }) => heard.has(source)) &&
    couldBeOne([...core(receipt, rules), ...evidence], rules)
  );
}

/**
 * The receipt for which this evidence is sure to be more of the same. Of several, the one whose payment was told
 * first, so that the nth message of one device goes with the nth of the other.
 */
export function closest(
  evidence: readonly Evidence[],
  receipts: readonly ReceiptSoFar[],
  rules: CountingRules,
): ReceiptSoFar | undefined {
  return receipts
    .filter((receipt) => gapBetween(evidence, core(receipt, rules)) <= rules.sureMs)
    .sort((a, b) => firstTold(a) - firstTold(b))[0];
}

function firstTold(receipt: ReceiptSoFar): number {
  return Math.min(...receipt.evidence.map(({ happenedAt }) => happenedAt));
}

/** ms between the two receive times that lie nearest. */
export function gapBetween(some: readonly Evidence[], others: readonly Evidence[]): number {
  return Math.min(...some.flatMap((a) => others.map((b) => Math.abs(a.happenedAt - b.happenedAt))));
}

function spanOf(evidence: readonly Evidence[], rules: CountingRules): { from: number; to: number } {
  return {
    from: Math.min(...evidence.map((one) => earliest(one, rules))),
    to: Math.max(...evidence.map(({ happenedAt }) => happenedAt)),
  };
}
