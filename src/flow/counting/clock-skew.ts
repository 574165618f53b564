import { MINUTE, SECOND } from '../../shared/clock.ts';

/** Recent differences device − server in ms, oldest first; at most SKEW_SAMPLES of them. Plain data, to be stored. */
export type SkewSamples = readonly number[];

/** Odd, so that the median is a sample. A clock that was set is known to it after eight messages. */
export const SKEW_SAMPLES = 15;
/** A message that nothing holds up arrives within so long. */
const PROMPT_MS = 10 * SECOND;
/** A message that the phone tries to send several times is on its way for so long at most, by its usual settings. */
const SLOW_MS = MINUTE;

/**
 * The samples with one more: what the device's clock showed when it sent, and ours when that arrived. Only sending
 * times belong here; the receive time in a message sent again lies in the past.
 */
export function addSkewSample(samples: SkewSamples, deviceAt: number, serverAt: number): SkewSamples {
  if (!Number.isFinite(deviceAt) || !Number.isFinite(serverAt)) return samples;
  return [...samples, Math.round(deviceAt - serverAt)].slice(-SKEW_SAMPLES);
}

/**
 * How far the device's clock is ahead of ours in ms (negative: behind); 0 while nothing is known. The median, so that
 * a few slow deliveries don't move it; the time that a message usually travels makes it a little too small.
 */
export function clockSkew(samples: SkewSamples): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? 0) : upper;
  return Math.round((lower + upper) / 2);
}

/** A time by the device's clock, as our clock would have shown it. */
export function correctedTime(deviceAt: number, samples: SkewSamples): number {
  return deviceAt - clockSkew(samples);
}

/**
 * As correctedTime, for a time at which the newest sample was taken as well: that of a message sent at once. The median
 * is late to notice that a clock was set; the sample is not. Ahead of the others it shows a clock that was set forward,
 * for nothing arrives before it is sent. Far behind them, the clock was set back or the message travelled long: then
 * `at` is the later reading, and the earlier one lies `doubtMs` before it; otherwise that is 0.
 */
export function correctedNow(deviceAt: number, samples: SkewSamples): { at: number; doubtMs: number } {
  const others = samples.slice(0, -1);
  const own = samples.at(-1) ?? 0;
  const off = others.length === 0 ? 0 : own - clockSkew(others);
  if (-SLOW_MS < off && off <= PROMPT_MS) return { at: correctedTime(deviceAt, samples), doubtMs: 0 };
  return { at: deviceAt - own, doubtMs: Math.max(0, -off) };
}
