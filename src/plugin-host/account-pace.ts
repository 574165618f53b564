import { type Pace, type Platform, PlatformError } from '../plugin-api/index.ts';
import { HOUR, MINUTE } from '../shared/clock.ts';
import { saying, wordsOf } from '../shared/saying.ts';
import { elapsed, pause } from '../shared/timers.ts';

/** Where a platform names no other. */
const USUAL_PER_HOUR = 10_000;

/** How many requests in any hour a platform may be asked for one account. */
export function perHourOf(platform: Platform | undefined): number {
  const pace = platform?.listening === 'polled' ? platform.pace : undefined;
  return pace?.perHour ?? USUAL_PER_HOUR;
}

/** How often a platform may be asked for payments, and to keep a session alive; ms, 0: as its account says. */
export function intervalsOf(platform: Platform | undefined): { minIntervalMs: number; keepAliveMs: number } {
  if (platform?.listening !== 'polled') return { minIntervalMs: 0, keepAliveMs: 0 };
  return { minIntervalMs: platform.pace?.minIntervalMs ?? 0, keepAliveMs: platform.keepAliveMs ?? 0 };
}

/** What one account asked of its platform lately, counted by minutes. */
interface Asked {
  minutes: Map<number, number>;
  /** By the monotonic clock: a gap is waited for, and no clock that is set may stretch it. */
  lastAt: number;
}

/** Keeps every account's requests within its platform's pace. Of this process: several processes each have their own. */
export class AccountPace {
  private readonly asked = new Map<string, Asked>();

  /**
   * Resolves when the account may make one more request, and counts it. PlatformError 'tooFast' once its hour is full.
   * `now`: our clock, ms.
   */
  async take(account: string, pace: Pace, now: number, signal: AbortSignal): Promise<void> {
    const known = this.asked.get(account) ?? {
      minutes: new Map<number, number>(),
      lastAt: Number.NEGATIVE_INFINITY,
    };
    this.asked.set(account, known);
    const minute = Math.floor(now / MINUTE);
    for (const one of known.minutes.keys()) {
      // A minute that lies ahead was counted before our clock was set back.
      if (one <= minute - HOUR / MINUTE || one > minute) known.minutes.delete(one);
    }
    const most = pace.perHour ?? USUAL_PER_HOUR;
    const total = [...known.minutes.values()].reduce((sum, count) => sum + count, 0);
    if (total >= most) {
      const oldest = Math.min(...known.minutes.keys());
      throw new PlatformError('tooFast', wordsOf(saying('platform.pacedOut', { count: most })), {
        retryAfterMs: (oldest + 1) * MINUTE + HOUR - now,
      });
    }
    known.minutes.set(minute, (known.minutes.get(minute) ?? 0) + 1);
    const begin = Math.max(elapsed(), known.lastAt + (pace.minGapMs ?? 0));
    known.lastAt = begin;
    const waitMs = begin - elapsed();
    if (waitMs > 0) await pause(waitMs, { signal });
  }
}
