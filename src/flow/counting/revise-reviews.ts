import { fewestPayments } from './fewest-payments.ts';
import {
  closest,
  couldTake,
  firstTold,
  gapBetween,
  type Neighbour,
  type Neighbourhood,
  neighbourhoodOf,
} from './neighbourhood.ts';
import { sameMoney } from './place-report.ts';
import { type CountingRules, type Recent, type Report, usualRules } from './report.ts';

/** What later evidence made certain about a receipt in review. */
export type Revision =
  /** It is a payment that is counted already: its evidence moves there. */
  | { reviewed: number; place: 'join'; receiptId: number }
  /**
   * One payment more is proven: count this one and let it settle. What is proven is the number; the payment may as well
   * be the one that any other of those `among` which it was chosen speaks of (itself included). `toldAt` as in Placement.
   */
  | { reviewed: number; place: 'open'; among: number[]; toldAt?: number };

/**
 * The next receipt in review that this report, now placed, took the doubt from, or null. To be asked after every
 * report that was not known, with the receipts as they then are, and again after each revision, until null.
 */
export function reviseReviews(
  placed: Report,
  recent: Recent,
  rules: CountingRules = usualRules,
): Revision | null {
  const near = neighbourhoodOf(placed, sameMoney(placed, recent), rules);
  for (const { receipt: doubt } of near.inReview) {
    const free = near.counted.filter((neighbour) => couldTake(neighbour, doubt.evidence, rules));
    const close = closest(doubt.evidence, free, rules);
    if (close) return { reviewed: doubt.id, place: 'join', receiptId: close.id };
  }
  const proven = near.isWhole ? provenAmong(near, rules) : undefined;
  if (!proven) return null;
  const { receipt, core } = earliestOf(proven, near.inReview, rules);
  const toldAt = firstTold(core, near, rules);
  return {
    reviewed: receipt.id,
    place: 'open',
    among: near.inReview.map((other) => other.receipt.id),
    ...(toldAt < Math.min(...core.map(({ happenedAt }) => happenedAt)) && { toldAt }),
  };
}

/** The one in review to count when there are more payments than counted receipts; undefined when there aren't. */
function provenAmong({ counted, inReview }: Neighbourhood, rules: CountingRules): Neighbour | undefined {
  const certain = counted.flatMap(({ core }) => core);
  const fewest = (doubts: Neighbour[]) => {
    const doubtful = doubts.flatMap(({ core }) => core);
    return fewestPayments([...certain, ...doubtful], doubtful, rules);
  };
  const payments = fewest(inReview);
  if (payments <= counted.length) return undefined;
  const farthestFirst = inReview
    .map((neighbour) => ({ neighbour, gap: gapToCounted(neighbour, counted, rules) }))
    .sort((a, b) => (a.gap === b.gap ? 0 : b.gap - a.gap))
    .map(({ neighbour }) => neighbour);
  // One without which there would be fewer payments; the others may have nothing to do with it.
  const isNeeded = (one: Neighbour) => fewest(inReview.filter((other) => other !== one)) < payments;
  return farthestFirst.find(isNeeded) ?? farthestFirst[0];
}

/**
 * Of those in review that may tell the same payment, the one that was told first: what is told again, or late, must not
 * pay an order that came in between.
 */
function earliestOf(proven: Neighbour, inReview: Neighbour[], rules: CountingRules): Neighbour {
  const earlier = inReview
    .filter((other) => toldAt(other) < toldAt(proven) && couldTake(other, proven.receipt.evidence, rules))
    .sort((a, b) => toldAt(a) - toldAt(b));
  return earlier[0] ? earliestOf(earlier[0], inReview, rules) : proven;
}

function toldAt({ core }: Neighbour): number {
  return Math.min(...core.map(({ happenedAt }) => happenedAt));
}

/** ms to the nearest payment that it could be instead: the further, the likelier one of its own. */
function gapToCounted(doubt: Neighbour, counted: Neighbour[], rules: CountingRules): number {
  const { evidence } = doubt.receipt;
  const gaps = counted
    .filter((neighbour) => couldTake(neighbour, evidence, rules))
    .map(({ core }) => gapBetween(evidence, core));
  return Math.min(...gaps, Number.POSITIVE_INFINITY);
}
