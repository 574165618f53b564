import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../shared/http.ts';
import { normalizeUsername } from './username.ts';

export interface ThrottleLimits {
  /** Failures of one user name from one network before it must wait. */
  perName: number;
  /** Failures from one network, whatever the names. */
  perNetwork: number;
  /** How long failures count, and how long the wait is. */
  windowSeconds: number;
}

const defaultLimits: ThrottleLimits = { perName: 5, perNetwork: 30, windowSeconds: 15 * 60 };

export interface LoginThrottle {
  /**
   * To be called before a password is looked at: it counts the attempt as a failure at once, so that many at the
   * same moment count too. Returns how many seconds the caller must wait; 0 lets it try.
   */
  begin(username: string, ip: string): Promise<number>;
  /** The attempt was right: the name's failures are forgotten, and the network's count gets this attempt back. */
  succeeded(username: string, ip: string): Promise<void>;
}

/** Counts failed logins in this process's memory; people who log in rightly never wait. */
export function createLoginThrottle(limits: ThrottleLimits = defaultLimits): LoginThrottle {
  const duration = limits.windowSeconds;
  const byName = new RateLimiterMemory({ points: limits.perName, duration, blockDuration: duration });
  const byNetwork = new RateLimiterMemory({ points: limits.perNetwork, duration, blockDuration: duration });
  const keyOf = (username: string, ip: string) =>
    `${networkOf(ip)} ${normalizeUsername(username).slice(0, 64)}`;

  return {
    async begin(username, ip) {
      const network = await wait(byNetwork, networkOf(ip));
      if (network > 0) return network;
      return wait(byName, keyOf(username, ip));
    },
    async succeeded(username, ip) {
      await byName.delete(keyOf(username, ip));
      await byNetwork.reward(networkOf(ip));
    },
  };
}

/** Seconds until the key may try again; 0 when this attempt is within its limit. */
async function wait(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
  }
}
