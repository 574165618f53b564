import { type Clock, SECOND } from './shared/clock.ts';
import type { Db } from './shared/db.ts';
import { HouseClock } from './shared/house-clock.ts';
import type { Log } from './shared/log.ts';

/** A machine whose clock is so far off has something to be mended; our own time is right all the same. */
const NOTABLE_MS = 5 * SECOND;

/** Takes the time of the database's server over where the house's clock follows it. */
export async function keepTime({ clock, db, log }: { clock: Clock; db: Db; log: Log }): Promise<void> {
  if (!(clock instanceof HouseClock)) return;
  const before = clock.aheadMs;
  await clock.follow(db);
  const { aheadMs } = clock;
  if (aheadMs !== before && Math.abs(aheadMs) > NOTABLE_MS) log.warn({ aheadMs }, 'database_clock_differs');
}
