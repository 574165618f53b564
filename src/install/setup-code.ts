import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../shared/http.ts';
import { randomBelow } from '../shared/random.ts';
import { equalText } from '../shared/secrets.ts';

/** Without I, L, O, 0 and 1, which look alike in a log. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const TRIES = 8;
const WINDOW_S = 10 * 60;

/** The one-time code that shows who may read the server's log: "ABCD-EFGH-JKMN", 59 random bits. */
export function createSetupCode(): string {
  const letters = Array.from({ length: 12 }, () => ALPHABET.charAt(randomBelow(ALPHABET.length))).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

export type CodeAnswer = { right: true } | { right: false; waitSeconds: number };

/**
 * Compares what people type with the code; after a few wrong tries a network is told to wait. Where an address
 * tells nobody apart (a proxy that we were not told of), the right code opens all the same: what strangers type must not
 * keep the owner out, and they can't guess it.
 */
export function createCodeGuard(code: string): {
  check(typed: string, ip: string, isShared: boolean): Promise<CodeAnswer>;
} {
  const limiter = new RateLimiterMemory({ points: TRIES, duration: WINDOW_S, blockDuration: WINDOW_S });
  const expected = plain(code);
  return {
    async check(typed, ip, isShared) {
      const key = networkOf(ip);
      const right = equalText(plain(typed), expected);
      try {
        await limiter.consume(key);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        if (right && isShared) return { right };
        return { right: false, waitSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)) };
      }
      if (!right) return { right, waitSeconds: 0 };
      await limiter.delete(key);
      return { right };
    },
  };
}

/** Case, spaces and dashes don't matter to a person who copies it by hand. */
function plain(code: string): string {
  return code.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
