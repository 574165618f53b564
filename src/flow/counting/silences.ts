import { DAY, MINUTE } from '../../shared/clock.ts';
import { SILENCE_LIMIT_MS } from './device-health.ts';
import { usualRules } from './report.ts';

/**
 * A stretch in which a device that sends heartbeats was not heard, in ms by our clock: its last word before, its first
 * word after. What was paid meanwhile is told when the network is back, with a receive time that is as late.
 */
export interface Silence {
  from: number;
  to: number;
}

/** What Android holds back while there is no network arrives within so long after the device is heard again. */
export const RETURN_MS = 2 * MINUTE;
/** Texts can be sent again by hand from the phone's log, which goes back for days. */
export const SILENCES_KEPT_MS = 7 * DAY;
export const MAX_SILENCES = 60;

/**
 * The silences with the one, if any, that a word at `now` ends: `lastSeenAt` is the word before. Oldest first, bounded.
 * Two that are hardly apart become one: what the first held back may come after the second. So do the oldest when
 * there are too many: a longer silence makes us more careful, never less.
 */
export function endSilence(
  silences: readonly Silence[],
  lastSeenAt: number | null,
  now: number,
  limitMs = SILENCE_LIMIT_MS,
): readonly Silence[] {
  // However long the owner lets a device be silent: what is later than the usual jitter is late.
  const limit = Math.min(limitMs, usualRules.jitterMs);
  if (lastSeenAt === null || now - lastSeenAt < limit) return silences;
  const kept = silences.filter(({ to }) => to >= now - SILENCES_KEPT_MS);
  const last = kept.at(-1);
  if (last && lastSeenAt <= last.to + RETURN_MS) return [...kept.slice(0, -1), { from: last.from, to: now }];
  const all = [...kept, { from: lastSeenAt, to: now }];
  const [first, second, ...rest] = all;
  return all.length > MAX_SILENCES && first && second ? [{ from: first.from, to: second.to }, ...rest] : all;
}

/**
 * How long before `receivedAt` (ms, by the device, corrected by its skew) the payment may have been made, in ms; null:
 * the device was awake, so the usual jitter holds. For a text received during a silence or within two minutes after
 * it, that is the time since the silence began and the jitter: for the first word after it, its length and 120 s.
 * A text older than what we remember may be anything late. Only for devices that send heartbeats: the silence of the
 * others proves nothing.
 */
export function lateBy(silences: readonly Silence[], receivedAt: number, now: number): number | null {
  const away = silenceAt(silences, receivedAt);
  if (away) return receivedAt - away.from + usualRules.jitterMs;
  return receivedAt < now - SILENCES_KEPT_MS ? SILENCES_KEPT_MS : null;
}

/** The silence that this moment lies in, or so soon after that what came then may be of it; undefined: none. */
export function silenceAt(silences: readonly Silence[], at: number): Silence | undefined {
  return silences.find(({ from, to }) => from < at && at <= to + RETURN_MS);
}
