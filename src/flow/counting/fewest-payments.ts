import type { CountingRules, Evidence } from './report.ts';
import { earliest, provenDifferent, shareChannel, toldApart, wasAway } from './told-apart.ts';

/**
 * A number of payments that is proven: every explanation of this evidence has at least so many, whichever messages
 * were lost. For devices that were awake and tell neither counter nor code kind it is exact.
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
 * The fewest payments when only device and time count. Exact while every message may be equally late and tells no more
 * than that. Otherwise what a device could tell together may be better told apart; then the bound goes by messages of
 * which no device tells two together, and which are counted exactly for any lateness.
 */
function fewestByTime(byTime: readonly Evidence[], rules: CountingRules): number {
  const prompt = byTime.filter((one) => !wasAway(one, rules));
  const byGroups = fewestMoments(prompt, rules, (one, other) => toldApart(one, other, rules));
  const tellsNoMore = prompt.length === byTime.length && byTime.every(({ count }) => count === null);
  if (tellsNoMore) return byGroups;
  const sets = [apartPerDevice(byTime, rules), apartPerDevice([...byTime].reverse(), rules)];
  return Math.max(byGroups, ...sets.map((apart) => fewestMoments(apart, rules, () => true)));
}

/**
 * The evidence that must be explained soonest sets a moment; from each device, the message that can wait least and fits
 * that moment goes with it, and what of that device is not apart from it. (Stabbing intervals, each stab taking one
 * group per colour: earliest deadline first is optimal.)
 */
function fewestMoments(
  byTime: readonly Evidence[],
  rules: CountingRules,
  isApart: (one: Evidence, other: Evidence) => boolean,
): number {
  const longest = byTime.reduce((most, one) => Math.max(most, one.happenedAt - earliest(one, rules)), 0);
  const explained = new Set<Evidence>();
  let payments = 0;
  byTime.forEach((first, at) => {
    if (explained.has(first)) return;
    const moment = first.happenedAt;
    const taken = new Map<string, Evidence>();
    for (let i = at; i < byTime.length; i++) {
      const one = byTime[i];
      if (one === undefined || one.happenedAt - longest > moment) break;
      if (explained.has(one) || earliest(one, rules) > moment) continue;
      const before = taken.get(one.source);
      if (before && isApart(before, one)) continue;
      explained.add(one);
      taken.set(one.source, before ?? one);
    }
    payments++;
  });
  return payments;
}

/** Of each device messages that speak each of another payment, chosen in the order given, those with counters first. */
function apartPerDevice(ordered: readonly Evidence[], rules: CountingRules): Evidence[] {
  const kept: Evidence[] = [];
  const numbered = ordered.filter(({ count }) => count !== null);
  for (const one of [...numbered, ...ordered.filter(({ count }) => count === null)]) {
    const own = kept.filter(({ source }) => source === one.source);
    if (own.every((other) => provenDifferent(one, other, rules))) kept.push(one);
  }
  return kept.sort((a, b) => a.happenedAt - b.happenedAt);
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
