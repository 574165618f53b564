import { MINUTE } from '../../shared/clock.ts';
import { usualRules } from './report.ts';
import { MAX_SILENCES, SILENCES_KEPT_MS, type Silence } from './silences.ts';

/*
 * A device that sends no heartbeats says nothing for hours where nothing is paid, and says as little where it sleeps. So
 * its quiet proves nothing by itself; but what it tells first afterwards may be as old as that, with a time of its own that
 * says now.
 */

/** What it heard meanwhile it tells within so long of waking up. */
export const WAKING_MS = 5 * MINUTE;

/**
 * The quiet stretches of such a device with the one, if any, that a word at `now` ends; as endSilence, but none becomes one with
 * another. A first word (`lastSeenAt` null) ends one of a week: who is new may tell of what was paid before.
 */
export function endQuiet(
  quiet: readonly Silence[],
  lastSeenAt: number | null,
  now: number,
): readonly Silence[] {
  const from = lastSeenAt ?? now - SILENCES_KEPT_MS;
  if (now - from < usualRules.jitterMs) return quiet;
  const kept = quiet.filter(({ to }) => to >= now - SILENCES_KEPT_MS);
  return [...kept, { from, to: now }].slice(-MAX_SILENCES);
}

/** The stretch that this moment lies in, or so soon after that what is told then may be of it; undefined: none. */
export function quietAt(quiet: readonly Silence[], at: number): Silence | undefined {
  return quiet.find(({ from, to }) => from < at && at <= to + WAKING_MS);
}
