import { fewestPayments } from './fewest-payments.ts';
import { closest, couldTake, firstTold, isHeard, neighbourhoodOf } from './neighbourhood.ts';
import { type CountingRules, type Evidence, type Recent, type Report, usualRules } from './report.ts';
import { earliest, provenSame } from './told-apart.ts';

/**
 * Why a report can't be placed. Stable words: stored, translated on pages.
 * told_again: the same device told of that money a moment ago; perhaps the same payment, perhaps one that came after it.
 * far_apart: perhaps the payment of a candidate, told late; perhaps another one, which the other device lost.
 * pairing_unclear: the candidates' reports can be paired in several ways, and only some leave room for this one.
 * away_too_long: the device was away for longer than the receipts at hand go back.
 */
export type ReviewReason = 'told_again' | 'far_apart' | 'pairing_unclear' | 'away_too_long';

export type Placement =
  /** Nothing new: this device said it before. */
  | { place: 'known'; receiptId: number }
  /** More evidence for a receipt; money is not counted again. The receipt may itself be in review, and stays so. */
  | { place: 'join'; receiptId: number; proof: 'counter' | 'close' }
  /**
   * A payment that no receipt stands for: count it and let it settle. `toldAt`: it may have been told before this report,
   * at this time (ms), and what came in between is not what it pays.
   */
  | { place: 'open'; toldAt?: number }
  /** Can't be told: a receipt in review, which settles nothing. The candidates are what it may be already. */
  | { place: 'review'; why: ReviewReason; candidates: number[] };

/**
 * Where a new report belongs among the recent receipts of its account: see README.md for which ones must be handed
 * in and for the cases. Those of another pay type or amount are passed over.
 *
 * Promises, as long as two receive times of one payment lie no further apart than the rules say, those of one device
 * and those of two: there are never more counted receipts than payments; never fewer than any one device told apart;
 * what is neither known, proven nor close goes to review. Once it is acted upon, `reviseReviews` says what it changes for receipts in review.
 */
export function placeReport(report: Report, recent: Recent, rules: CountingRules = usualRules): Placement {
  const same = sameMoney(report, recent);
  const told = same.receipts.find(({ evidence }) => evidence.some((one) => isRepeat(one, report)));
  if (told) return { place: 'known', receiptId: told.id };

  const numbered = same.receipts.find(({ evidence }) => saysTheSame(evidence, report));
  if (numbered) return { place: 'join', receiptId: numbered.id, proof: 'counter' };

  const near = neighbourhoodOf(report, same, rules);
  const { counted, inReview, isWhole } = near;
  const free = counted.filter((neighbour) => couldTake(neighbour, [report], rules));
  const close = closest([report], free, rules);
  if (close) return { place: 'join', receiptId: close.id, proof: 'close' };

  // Where one in review may be what it tells, that one was told of first: reviseReviews counts it, if it is one more.
  const asking = inReview.filter((neighbour) => couldTake(neighbour, [report], rules));
  if (free.length === 0 && asking.length === 0 && isWhole) {
    const evidence = [...counted.flatMap(({ core }) => core), report];
    if (fewestPayments(evidence, [report], rules) > counted.length) {
      const toldAt = firstTold([report], near, rules);
      return { place: 'open', ...(toldAt < report.happenedAt && { toldAt }) };
    }
  }
  const sameQuestion = closest([report], asking, rules);
  if (sameQuestion) return { place: 'join', receiptId: sameQuestion.id, proof: 'close' };
  const able = [...free, ...asking];
  if (able.length > 0) {
    const isAgain = able.some((neighbour) => isHeard(neighbour, [report]));
    const candidates = able.map(({ receipt }) => receipt.id);
    return { place: 'review', why: isAgain ? 'told_again' : 'far_apart', candidates };
  }
  const why = earliest(report, rules) <= recent.since ? 'away_too_long' : 'pairing_unclear';
  return { place: 'review', why, candidates: counted.map(({ receipt }) => receipt.id) };
}

/** The recent receipts of the report's pay type and amount. */
export function sameMoney({ payType, amountFen }: Report, { since, receipts }: Recent): Recent {
  const isSame = (receipt: Recent['receipts'][number]) =>
    receipt.payType === payType && receipt.amountFen === amountFen;
  return { since, receipts: receipts.filter(isSame) };
}

function isRepeat(before: Evidence, report: Report): boolean {
  return (
    before.source === report.source &&
    (before.fingerprint === report.fingerprint || provenSame(before, report))
  );
}

function saysTheSame(evidence: readonly Evidence[], report: Report): boolean {
  return (
    evidence.some((one) => provenSame(one, report)) &&
    !evidence.some(({ source }) => source === report.source)
  );
}
