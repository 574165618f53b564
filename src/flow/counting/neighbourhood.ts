import type { CountingRules, Evidence, ReceiptSoFar, Recent } from './report.ts';
import { earliest, provenDifferent, shareChannel, toldApart, wasAway } from './told-apart.ts';

/**
 * A receipt with the evidence by which it is judged: `core` leaves out what fits only because a counter or a person
 * said so. That may come from hours later, and would be a riddle to the rules that go by time.
 */
export interface Neighbour {
  receipt: ReceiptSoFar;
  core: readonly Evidence[];
}

/** Everything that can have a say in where a report belongs. */
export interface Neighbourhood {
  counted: Neighbour[];
  inReview: Neighbour[];
  /** False: it goes back further than the receipts handed in, so they can't prove that a payment is new. */
  isWhole: boolean;
}

/**
 * The receipts within reach of this evidence, and those within reach of them, and so on: pairing a report with one
 * receipt can free or take another, so they are only judged together.
 */
export function neighbourhoodOf(evidence: Evidence, recent: Recent, rules: CountingRules): Neighbourhood {
  const own = { neighbour: null, ...spanOf([evidence], rules) };
  const spans = recent.receipts
    .map((receipt) => coreOf(receipt, rules))
    .map((neighbour) => ({ neighbour, ...spanOf(neighbour.core, rules) }));
  let chain: { neighbour: Neighbour | null }[] = [];
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const span of [own, ...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > to) {
      if (chain.includes(own)) break;
      chain = [];
      from = span.from;
    }
    to = Math.max(to, span.to);
    chain.push(span);
  }
  const near = chain.flatMap(({ neighbour }) => neighbour ?? []);
  return {
    counted: near.filter(({ receipt }) => !receipt.inReview),
    inReview: near.filter(({ receipt }) => receipt.inReview),
    isWhole: from > recent.since,
  };
}

/** True when this receipt may be what the new evidence speaks of. */
export function couldTake(
  { receipt, core }: Neighbour,
  evidence: readonly Evidence[],
  rules: CountingRules,
): boolean {
  const isApart = evidence.some((one) => receipt.evidence.some((known) => toldApart(one, known, rules)));
  return !isApart && couldBeOne([...evidence, ...core], rules);
}

/** True when a device whose word this evidence is has spoken for the receipt already. */
export function isHeard({ receipt }: Neighbour, evidence: readonly Evidence[]): boolean {
  return evidence.some(({ source }) => receipt.evidence.some((one) => one.source === source));
}

/**
 * The receipt for which this evidence is sure to be more of the same. Of several, one of which its device said nothing
 * yet, and the one whose payment was told first, so that the nth message of one device goes with the nth of the other.
 * A device that comes back tells old payments at a time that says nothing, so what it tells is never close to anything.
 */
export function closest(
  evidence: readonly Evidence[],
  able: readonly Neighbour[],
  rules: CountingRules,
): ReceiptSoFar | undefined {
  const [first] = able
    .filter(({ core }) => gapBetween(promptOf(evidence, rules), promptOf(core, rules)) <= rules.sureMs)
    .sort(
      (a, b) =>
        Number(isHeard(a, evidence)) - Number(isHeard(b, evidence)) ||
        spanOf(a.core, rules).to - spanOf(b.core, rules).to,
    );
  return first?.receipt;
}

/**
 * ms, when a payment of its own that this evidence proves may have been told first: its device may have told of it before,
 * in what was taken for more of another payment then.
 */
export function firstTold(
  evidence: readonly Evidence[],
  { counted, inReview }: Neighbourhood,
  rules: CountingRules,
): number {
  const all = [...counted, ...inReview].flatMap(({ core }) => core);
  const before = evidence.flatMap((one) =>
    wasAway(one, rules)
      ? []
      : all.filter((known) => known.source === one.source && !provenDifferent(known, one, rules)),
  );
  return Math.min(...[...evidence, ...before].map(({ happenedAt }) => happenedAt));
}

function promptOf(evidence: readonly Evidence[], rules: CountingRules): Evidence[] {
  return evidence.filter((one) => !wasAway(one, rules));
}

/** ms between the two receive times that lie nearest; endless when there are none. */
export function gapBetween(some: readonly Evidence[], others: readonly Evidence[]): number {
  return Math.min(...some.flatMap((a) => others.map((b) => Math.abs(a.happenedAt - b.happenedAt))));
}

function coreOf(receipt: ReceiptSoFar, rules: CountingRules): Neighbour {
  const core: Evidence[] = [];
  for (const one of receipt.evidence) if (couldBeOne([one, ...core], rules)) core.push(one);
  return { receipt, core };
}

/** True when nothing shows that these speak of more than one payment. */
function couldBeOne(all: readonly Evidence[], rules: CountingRules): boolean {
  const pairs = all.every((a, i) => all.slice(i + 1).every((b) => !provenDifferent(a, b, rules)));
  return pairs && shareChannel(all);
}

function spanOf(evidence: readonly Evidence[], rules: CountingRules): { from: number; to: number } {
  return {
    from: Math.min(...evidence.map((one) => earliest(one, rules))),
    to: Math.max(...evidence.map(({ happenedAt }) => happenedAt)),
  };
}
