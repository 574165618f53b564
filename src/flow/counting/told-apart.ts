import type { CountingRules, Evidence } from './report.ts';
import { shanghaiDay } from './shanghai-day.ts';

/** True when the daily counter alone shows that both speak of one payment: same code kind, same day, same number. */
export function provenSame(a: Evidence, b: Evidence): boolean {
  if (a.count === null || a.count !== b.count) return false;
  const [kind] = a.channels;
  const sameKind = a.channels.length === 1 && b.channels.length === 1 && kind === b.channels[0];
  return sameKind && shanghaiDay(a.happenedAt) === shanghaiDay(b.happenedAt);
}

/**
 * True when the two can't speak of one payment: other counters, other code kinds, too far apart; for a device's own two
 * messages that is sooner than for those of two devices.
 */
export function provenDifferent(a: Evidence, b: Evidence, rules: CountingRules): boolean {
  return (
    toldApart(a, b, rules) ||
    (a.count !== null && b.count !== null && a.count !== b.count) ||
    !shareChannel([a, b]) ||
    !inReach(a, b, rules)
  );
}

/**
 * True for two messages of one device between which there is more time than between two that tell one payment. What it
 * tells when it comes back from a silence it may have told before that; of what it tells then, each is told anew.
 */
export function toldApart(a: Evidence, b: Evidence, rules: CountingRules): boolean {
  if (a.source !== b.source) return false;
  const [earlier, later] = a.happenedAt <= b.happenedAt ? [a, b] : [b, a];
  const isOneHeap = wasAway(earlier, rules) && wasAway(later, rules);
  const lateMs = isOneHeap ? 0 : (later.lateMs ?? 0);
  return later.happenedAt - lateMs - earlier.happenedAt > rules.repeatMs;
}

/** True for what its device tells later than devices do that are awake: it has been away. */
export function wasAway({ lateMs }: Evidence, rules: CountingRules): boolean {
  return (lateMs ?? 0) > rules.jitterMs;
}

/** True when one code kind fits them all. Evidence that tells no kind fits any. */
export function shareChannel(all: readonly Evidence[]): boolean {
  const [first, ...rest] = all.map(({ channels }) => channels).filter((channels) => channels.length > 0);
  return first === undefined || first.some((kind) => rest.every((channels) => channels.includes(kind)));
}

/** True when one moment of payment fits both receive times. */
export function inReach(a: Evidence, b: Evidence, rules: CountingRules): boolean {
  return earliest(a, rules) <= b.happenedAt && earliest(b, rules) <= a.happenedAt;
}

/** ms: the earliest moment at which the payment can have been made; the latest is the receive time. */
export function earliest(evidence: Evidence, rules: CountingRules): number {
  return evidence.happenedAt - Math.max(evidence.lateMs ?? 0, rules.jitterMs);
}
