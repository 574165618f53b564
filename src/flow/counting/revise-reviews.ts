import { fewestPayments } from './fewest-payments.ts';
import {
  closest,
  core,
  couldTake,
  gapBetween,
  type Neighbourhood,
  neighbourhoodOf,
} from './neighbourhood.ts';
import { type CountingRules, type ReceiptSoFar, usualRules } from './report.ts';

/** What later evidence made certain about a receipt in review. */
export type Revision =
  /** It is a payment that is counted already: its evidence moves there. */
  | { reviewed: number; place: 'join'; receiptId: number }
  /** It is proven to be a payment of its own: count it and let it settle. */
  | { reviewed: number; place: 'open' };

/**
 * The next receipt in review that is no longer in doubt, or null. To be asked after every placed report, and again
 * after each revision was carried out, until null. `receipts`: of one account, pay type and amount.
 */
export function reviseReviews(
  receipts: readonly ReceiptSoFar[],
  rules: CountingRules = usualRules,
): Revision | null {
  const inReview = receipts.filter((receipt) => receipt.inReview);
  for (const doubt of inReview) {
    const free = receipts.filter((receipt) => !receipt.inReview && couldTake(receipt, doubt.evidence, rules));
    const close = closest(doubt.evidence, free, rules);
    if (close) return { reviewed: doubt.id, place: 'join', receiptId: close.id };
  }
  const looked = new Set<ReceiptSoFar>();
  for (const doubt of inReview) {
    if (looked.has(doubt)) continue;
    const near = neighbourhoodOf(doubt.evidence, receipts, rules);
    for (const one of near.inReview) looked.add(one);
    const proven = provenAmong(near, rules);
    if (proven) return { reviewed: proven.id, place: 'open' };
  }
  return null;
}

/** The receipt in review to count when there are more payments than counted receipts; undefined when there aren't. */
function provenAmong(near: Neighbourhood, rules: CountingRules): ReceiptSoFar | undefined {
  const counted = near.counted.flatMap((receipt) => core(receipt, rules));
  const fewest = (doubts: ReceiptSoFar[]) => {
    const doubtful = doubts.flatMap((receipt) => core(receipt, rules));
    return fewestPayments([...counted, ...doubtful], doubtful, rules);
  };
  const payments = fewest(near.inReview);
  if (payments <= near.counted.length) return undefined;
  const farthestFirst = near.inReview
    .map((receipt) => ({ receipt, gap: gapToCounted(receipt, near, rules) }))
    .sort((a, b) => (a.gap === b.gap ? 0 : b.gap - a.gap))
    .map(({ receipt }) => receipt);
  // One without which there would be fewer payments; the others may have nothing to do with it.
  const isNeeded = (one: ReceiptSoFar) => fewest(near.inReview.filter((other) => other !== one)) < payments;
  return farthestFirst.find(isNeeded) ?? farthestFirst[0];
}

/** ms to the nearest payment that it could be instead: the further, the likelier one of its own. */
function gapToCounted(doubt: ReceiptSoFar, near: Neighbourhood, rules: CountingRules): number {
  const gaps = near.counted
    .filter((receipt) => couldTake(receipt, doubt.evidence, rules))
    .map((receipt) => gapBetween(doubt.evidence, core(receipt, rules)));
  return Math.min(...gaps, Number.POSITIVE_INFINITY);
}
