import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { recordAttempts } from './notification.repository.ts';
import type { FinishedCall } from './notification.ts';

const AT_ONCE = 100;

interface Pending {
  finished: FinishedCall;
  resolve(gaveUp: boolean): void;
  reject(error: unknown): void;
}

/**
 * Writes finished calls down, one transaction at a time: what ends while one is being written goes into the next
 * together, so that a busy hour costs few commits and an idle one no waiting. Resolves when the call is kept,
 * with true when its notification was given up by it; rejects when it could not be kept.
 */
export function createAttemptRecorder({ db, clock, owner }: { db: Db; clock: Clock; owner: string }) {
  const pending: Pending[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    if (writing) return;
    writing = true;
    while (pending.length > 0) await write(pending.splice(0, AT_ONCE));
    writing = false;
  }

  async function write(batch: Pending[]): Promise<void> {
    try {
      const calls = batch.map(({ finished }) => finished);
      const gaveUp = await recordAttempts(db, calls, { owner, now: clock.now() });
      for (const { finished, resolve } of batch) resolve(gaveUp.has(finished.tradeNo));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) return only?.reject(error);
      // One call that the database refuses must not take the others with it.
      for (const one of batch) await write([one]);
    }
  }

  return (finished: FinishedCall): Promise<boolean> =>
    new Promise((resolve, reject) => {
      pending.push({ finished, resolve, reject });
      void writeAll();
    });
}
