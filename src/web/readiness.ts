import type { Clock } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';
import { after } from '../shared/timers.ts';
import { tryWrite } from '../shared/try-write.ts';
import { type WriteFault, writeFault } from '../shared/write-fault.ts';

/** What /readyz tells: that the database took a write in, or why not. No detail that a stranger should not read. */
export type Readiness = { ready: true } | { ready: false; reason: WriteFault | 'too_slow' };

/** An answer holds for so long: however many ask, the database has one small write a second at most. */
const FRESH_FOR_MS = 1_000;
const LONGEST_MS = 3_000;

/**
 * Tries a write; those who ask meanwhile share its outcome. One that takes too long is not tried again beside itself.
 * `longestMs` of real time, default 3 seconds.
 */
export function createReadiness({
  db,
  clock,
  longestMs = LONGEST_MS,
}: {
  db: Db;
  clock: Clock;
  longestMs?: number;
}): () => Promise<Readiness> {
  let trying: Promise<Readiness> | undefined;
  let last: { readiness: Readiness; until: number } | undefined;

  async function attempt(): Promise<Readiness> {
    const readiness: Readiness = await tryWrite(db, clock.now()).then(
      () => ({ ready: true }) as const,
      (error: unknown) => ({ ready: false, reason: writeFault(error) }) as const,
    );
    last = { readiness, until: clock.now() + FRESH_FOR_MS };
    trying = undefined;
    return readiness;
  }

  return async () => {
    if (!trying && last && clock.now() < last.until) return last.readiness;
    trying ??= attempt();
    return withinTime(trying, longestMs);
  };
}

function withinTime(trying: Promise<Readiness>, longestMs: number): Promise<Readiness> {
  return new Promise((resolve) => {
    const timer = after(longestMs, () => resolve({ ready: false, reason: 'too_slow' }));
    void trying.then((readiness) => {
      timer.cancel();
      resolve(readiness);
    });
  });
}
