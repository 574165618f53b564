import type { WorldResult } from './world.ts';

/** What many worlds came to. */
export interface Totals {
  seeds: number;
  cpuMs: number;
  failed: number[];
  counts: Record<string, number>;
  mistakes: Record<string, number>;
  faults: Record<string, number>;
  deeds: Record<string, number>;
  attacks: Record<string, number>;
}

export function empty(): Totals {
  return { seeds: 0, cpuMs: 0, failed: [], counts: {}, mistakes: {}, faults: {}, deeds: {}, attacks: {} };
}

export function add(
  totals: Totals,
  { seed, wrongs, counts, mistakes, faults, deeds, attacks, cpuMs = 0 }: WorldResult,
): void {
  totals.seeds += 1;
  totals.cpuMs += cpuMs;
  if (wrongs.length > 0) totals.failed.push(seed);
  for (const [into, from] of [
    [totals.counts, counts],
    [totals.mistakes, mistakes],
    [totals.faults, faults],
    [totals.deeds, deeds],
    [totals.attacks, attacks],
  ] as const) {
    for (const [name, count] of Object.entries(from)) into[name] = (into[name] ?? 0) + count;
  }
}

export function summary(
  { seeds, cpuMs, failed, counts, mistakes, faults, deeds, attacks }: Totals,
  tookMs: number,
): string {
  const list = (of: Record<string, number>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const { simulatedMs = 0, ...rest } = counts;
  const days = simulatedMs / 86_400_000;
  return [
    `${seeds} seeds, ${failed.length} failed${failed.length > 0 ? ` (${failed.slice(0, 20).join(', ')})` : ''}; ${Math.round(tookMs / 1000)} s, ${(cpuMs / 1000 / seeds).toFixed(2)} CPU s each`,
    `simulated: ${days.toFixed(1)} days; ${list(rest)}`,
    `faults put in: ${list(faults)}`,
    `deeds of owners: ${list(deeds)}`,
    `attacks: ${list(attacks)}`,
    `mistakes of buyers that nothing can tell apart: ${list(mistakes)}`,
  ].join('\n');
}
