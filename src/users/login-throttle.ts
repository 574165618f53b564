import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../shared/http.ts';
import { isNearby } from '../shared/private-address.ts';
import { createSlowLane, type SlowLane } from './slow-lane.ts';
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

/** Who tries a password. */
export interface Guesser {
  username: string;
  /** The address, or whatever else tells one caller from another. */
  ip: string;
  /** True: others have this address too. Left out: where it is one of this machine or its network. */
  isShared?: boolean;
  /** Names a browser in which this user has logged in before; null: none that we know. */
  browser?: string | null;
}

/** `waitSeconds` is 0 where another try is welcome. */
export type Attempt = { right: true } | { right: false; waitSeconds: number };

export interface LoginThrottle {
  /**
   * Looks at a password (`check`) unless its guesser must wait. The failures of others never keep the owner out: a
   * browser in which he has logged in before has a count of its own; and where an address tells nobody apart (this
   * machine or its network: a proxy that we were not told of), too many failures make everybody there queue, and a
   * right password still opens.
   */
  attempt(guesser: Guesser, check: () => Promise<boolean>): Promise<Attempt>;
  /**
   * To be called before a password is looked at: it counts the attempt as a failure at once, so that many at the
   * same moment count too. Returns how many seconds the caller must wait; 0 lets it try.
   */
  begin(username: string, ip: string): Promise<number>;
  /** The attempt was right: the name's failures are forgotten, and the network's count gets this attempt back. */
  succeeded(username: string, ip: string): Promise<void>;
}

/** Counts failed logins in this process's memory; people who log in rightly never wait. */
export function createLoginThrottle(
  limits: ThrottleLimits = defaultLimits,
  slowLane: SlowLane = createSlowLane(),
): LoginThrottle {
  const duration = limits.windowSeconds;
  const byName = new RateLimiterMemory({ points: limits.perName, duration, blockDuration: duration });
  const byNetwork = new RateLimiterMemory({ points: limits.perNetwork, duration, blockDuration: duration });
  const keyOf = (username: string, ip: string) =>
    `${networkOf(ip)} ${normalizeUsername(username).slice(0, 64)}`;

  const byBrowser = new RateLimiterMemory({ points: limits.perName, duration, blockDuration: duration });

  async function begin(username: string, ip: string): Promise<number> {
    const network = await wait(byNetwork, networkOf(ip));
    if (network > 0) return network;
    return wait(byName, keyOf(username, ip));
  }

  async function succeeded(username: string, ip: string): Promise<void> {
    await byName.delete(keyOf(username, ip));
    await byNetwork.reward(networkOf(ip));
  }

  return {
    begin,
    succeeded,
    async attempt({ username, ip, isShared = isNearby(ip), browser = null }, check) {
      if (browser !== null && (await wait(byBrowser, browser)) === 0) {
        if (!(await check())) return { right: false, waitSeconds: 0 };
        await byBrowser.delete(browser);
        return { right: true };
      }
      const waitSeconds = await begin(username, ip);
      if (waitSeconds > 0) {
        const right = isShared && (await slowLane(check)) === true;
        return right ? { right } : { right, waitSeconds };
      }
      if (!(await check())) return { right: false, waitSeconds: 0 };
      await succeeded(username, ip);
      return { right: true };
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
