import type { CountingRules, Evidence } from './report.ts';
import { earliest, provenDifferent, shareChannel } from './told-apart.ts';

/**
 * A number of payments that is proven: every explanation of this evidence has at least so many, whichever messages
 * were lost. For devices that tell neither counter nor code kind it is exact.
 * `seeds`: the evidence in question; counters and kinds are weighed from there.
 */
export function fewestPayments(
  evidence: readonly Evidence[],
  seeds: readonly Evidence[],
  rules: CountingRules,
): number {
  const byTime = [...evidence].sort((a, b) => a.happenedAt - b.happenedAt);
  const byTimeAlone = fewestByTime(byTime, rules);
  const moreIsTold = evidence.some(({ count }) => count !== null) || !shareChannel(evidence);
  if (!moreIsTold) return byTimeAlone;
  const cliques = seeds.map((seed) => mutuallyDifferent(byTime, seed, rules));
  return Math.max(byTimeAlone, fewestPerKind(byTime, rules), ...cliques);
}

/**
 * The fewest payments when only device and time count. The evidence that must be explained soonest sets a moment;
 * from each device, the message that can wait least and fits that moment goes with it. (Stabbing intervals, each
 * stab taking one interval per colour: earliest deadline first is optimal.)
 */
function fewestByTime(byTime: readonly Evidence[], rules: CountingRules): number {
  const longest = byTime.reduce((most, one) => Math.max(most, one.happenedAt - earliest(one, rules)), 0);
  const explained = new Set<Evidence>();
  let payments = 0;
  byTime.forEach((first, at) => {
    if (explained.has(first)) return;
    const moment = first.happenedAt;
    const taken = new Set<string>();
    for (let i = at; i < byTime.length; i++) {
      const one = byTime[i];
      if (one === undefined || one.happenedAt - longest > moment) break;
      if (explained.has(one) || taken.has(one.source) || earliest(one, rules) > moment) continue;
      explained.add(one);
      taken.add(one.source);
    }
    payments++;
  });
  return payments;
}

/** Payments to different kinds of code are different payments; evidence of an uncertain kind is left out. */
function fewestPerKind(byTime: readonly Evidence[], rules: CountingRules): number {
  const certain = byTime.filter(({ channels }) => channels.length === 1);
  const kinds = [...new Set(certain.map(({ channels }) => channels[0]))];
  return kinds
    .map((kind) =>
      fewestByTime(
        certain.filter(({ channels }) => channels[0] === kind),
        rules,
      ),
    )
    .reduce((sum, payments) => sum + payments, 0);
}

/** How many, this one among them, are each proven different from each other one. */
function mutuallyDifferent(byTime: readonly Evidence[], seed: Evidence, rules: CountingRules): number {
  const apart = [seed];
  for (const one of byTime) {
    if (one !== seed && apart.every((other) => provenDifferent(one, other, rules))) apart.push(one);
  }
  return apart.length;
}
