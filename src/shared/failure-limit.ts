import { RateLimiterMemory } from 'rate-limiter-flexible';

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
