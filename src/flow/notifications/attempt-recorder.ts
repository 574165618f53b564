import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { sharedWrite, UNHURRIED_MS } from '../../shared/shared-write.ts';
import { recordAttempts } from './notification.repository.ts';
import type { FinishedCall } from './notification.ts';

interface Recorder {
  db: Db;
  clock: Clock;
  owner: string;
}

/**
 * Writes finished calls down: those that end while others are being written go into the next transaction together.
 * Resolves when the call is kept, with true when its notification was given up by it; rejects when it could not be kept.
 */
export function createAttemptRecorder(recorder: Recorder): (finished: FinishedCall) => Promise<boolean> {
  return (finished) => record(recorder, finished);
}

const record = sharedWrite(
  ({ db }: Recorder) => db,
  async (trx, calls: FinishedCall[], { clock, owner }) => {
    const gaveUp = await recordAttempts(trx, calls, { owner, now: clock.now() });
    for (const { note } of calls) await note?.(trx);
    return calls.map((call) => gaveUp.has(call.tradeNo));
  },
  { gatherMs: UNHURRIED_MS },
);
