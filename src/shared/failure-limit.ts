import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal, refuse } from './errors.ts';

/** Counts failures per key (an address); successes are never counted and never hindered. */
export interface FailureLimit {
  /** Counts one failure. True when there were too many lately: tell the caller to slow down instead of why it failed. */
  failed(key: string): Promise<boolean>;
}

/** At most `points` failures in `seconds` for each key, in this process. */
export function createFailureLimit(options: { points: number; seconds: number }): FailureLimit {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.seconds });
  return {
    async failed(key) {
      try {
        await limiter.consume(key);
        return false;
      } catch (over) {
        if (over instanceof Error) throw over;
        return true;
      }
    },
  };
}

/**
 * Does the work and passes on what it throws. A Refusal with one of these codes counts against the caller, and is
 * replaced by Refusal 'too_many_failures' (429) once there were too many.
 */
export async function countingFailures<T>(
  limit: FailureLimit,
  caller: { key: string; codes: readonly string[] },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const counts = error instanceof Refusal && caller.codes.includes(error.code);
    if (counts && (await limit.failed(caller.key))) throw refuse('too_many_failures');
    throw error;
  }
}
