import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Db, inTransaction } from './db.ts';

/** How many pieces of work one transaction takes: rows that they lock stay locked until the last one is done. */
const AT_ONCE = 32;

interface Piece {
  work(trx: Db): Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const queues = new WeakMap<Db, SharedTransactions>();

/**
 * As inTransaction, for short writes that often come together: those that arrive while a transaction runs share the
 * next one, so that a burst costs few waits for the disk and a single write costs none more. Resolves once committed.
 * When one piece fails, all that it shared with are undone and each is done again alone, so that only it is told;
 * like inTransaction, only for work that has no effect outside the database and may be done again.
 */
export function inSharedTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  let queue = queues.get(db);
  if (!queue) {
    queue = new SharedTransactions(db);
    queues.set(db, queue);
  }
  return queue.run(work);
}

class SharedTransactions {
  private readonly waiting: Piece[] = [];
  private running = false;

  constructor(private readonly db: Db) {}

  run<T>(work: (trx: Db) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve: (result) => resolve(result as T), reject });
      if (!this.running) void this.empty();
    });
  }

  private async empty(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await nextTurn(); // lets those that came in the same moment join
      await this.runTogether(this.waiting.splice(0, AT_ONCE));
    }
    this.running = false;
  }

  private async runTogether(pieces: Piece[]): Promise<void> {
    try {
      const results = await inTransaction(this.db, async (trx) => {
        const made: unknown[] = [];
        for (const { work } of pieces) made.push(await work(trx));
        return made;
      });
      pieces.forEach(({ resolve }, index) => {
        resolve(results[index]);
      });
    } catch (error) {
      const [only] = pieces;
      if (pieces.length === 1) only?.reject(error);
      else for (const piece of pieces) await this.runTogether([piece]);
    }
  }
}
