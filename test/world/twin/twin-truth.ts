import type { Db } from '../../../src/shared/db.ts';
import { checkBooks, checkServed } from '../oracle.ts';
import { type Till, Truth } from '../truth.ts';

/** By when the simulated world has read what could be read. */
const WORLD_WAITS_MS = 90_000;

/** The truth of a twin, and what came too late in it: nobody's money is wrong by that, and a machine that stood still explains it. */
export class TwinTruth extends Truth {
  readonly late: string[] = [];

  tooLate(words: string): void {
    this.late.push(words);
    this.tell(() => `!! ${words}`);
  }

  /** Who paid right and has nothing yet, and what could be read `withinMs` ago and is in no book, or twice. */
  async missing(db: Db, tills: readonly Till[], withinMs: number): Promise<string[]> {
    const now = Date.now();
    const trial = new Truth(() => now, false);
    trial.orders.push(...this.orders);
    trial.payments.push(...this.payments);
    checkServed(trial);
    await checkBooks(db, trial, tills, { now: now + WORLD_WAITS_MS - withinMs, askedAt: () => now });
    return trial.wrongs;
  }
}
