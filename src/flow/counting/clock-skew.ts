/** Recent differences device − server in ms, oldest first; at most SKEW_SAMPLES of them. Plain data, to be stored. */
export type SkewSamples = readonly number[];

/** Odd, so that the median is a sample. A clock that was set right is believed after eight messages. */
export const SKEW_SAMPLES = 15;

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
