import type { Clock } from './clock.ts';
import { SECOND } from './clock.ts';
import { type Db, isSqlite, rowsOf } from './db.ts';
import { elapsed } from './timers.ts';

/** An answer that took longer tells the time too vaguely. */
const SLOW_ANSWER_MS = SECOND;
/** Less than this is the ticking of two clocks, and no order begins or ends by it. */
const UNNOTICED_MS = 20;
const TRIES = 5;

/**
 * One time for all processes on a database: the server's. What one of them writes down (since when an amount is an order's,
 * until when a lease runs) is compared with the time of another, whose machine's clock may be minutes off. The embedded
 * database is one machine's, and so is its time.
 */
export class HouseClock implements Clock {
  private offMs = 0;

  constructor(private readonly own: Clock) {}

  now(): number {
    return this.own.now() + this.offMs;
  }

  /** How far the server's time is ahead of this machine's clock, ms; negative: behind. */
  get aheadMs(): number {
    return this.offMs;
  }

  /**
   * Takes the server's time over, from now until the next call. What
   * the way there and back explains changes nothing, so that the time does not tremble. Rejects where the server does not answer.
   */
  async follow(db: Db): Promise<void> {
    if (isSqlite(db)) return;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const begun = elapsed();
      const before = this.own.now();
      const [row] = rowsOf(await db.raw('select unix_timestamp(now(3)) * 1000 as now'));
      const tookMs = elapsed() - begun;
      const wasSet = Math.abs(this.own.now() - before - tookMs) > UNNOTICED_MS + tookMs;
      if (tookMs > SLOW_ANSWER_MS || wasSet) continue;
      const aheadMs = Math.round(Number(row?.now) - (before + tookMs / 2));
      if (Math.abs(aheadMs - this.offMs) > UNNOTICED_MS + tookMs / 2) this.offMs = aheadMs;
      return;
    }
  }
}
