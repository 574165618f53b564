import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Db, inTransaction } from './db.ts';

/** How many items one transaction takes: rows that it locks stay locked until the last one is done. */
const AT_ONCE = 64;

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Writes one item for `owner`; resolves once that is committed, rejects when it could not be written. */
export type SharedWrite<Owner extends object, Item, Result> = (owner: Owner, item: Item) => Promise<Result>;

/**
 * A write whose items often come together: those of one owner that arrive while a transaction runs share the next
 * one, so that a burst costs few statements and few waits for the disk. `write` gets them all and gives each one's
 * result, in order. When it throws, everything is undone and each item is written again alone, so that only the one
 * that can't be written is told. Like inTransaction, only for work that has no effect outside the database.
 */
export function sharedWrite<Owner extends object, Item, Result>(
  dbOf: (owner: Owner) => Db,
  write: (trx: Db, items: Item[], owner: Owner) => Promise<Result[]>,
): SharedWrite<Owner, Item, Result> {
  const queues = new WeakMap<Owner, (item: Item) => Promise<Result>>();
  return (owner, item) => {
    let queue = queues.get(owner);
    if (!queue) {
      queue = newQueue((items) => inTransaction(dbOf(owner), (trx) => write(trx, items, owner)));
      queues.set(owner, queue);
    }
    return queue(item);
  };
}

const oneOfMany = sharedWrite(
  (db: Db) => db,
  async (trx, works: ((trx: Db) => Promise<unknown>)[]) => {
    const results: unknown[] = [];
    for (const work of works) results.push(await work(trx));
    return results;
  },
);

/** As inTransaction, for short writes of different kinds that often come together: they share transactions. */
export async function inSharedTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return (await oneOfMany(db, work)) as T;
}

function newQueue<Item, Result>(
  write: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let running = false;

  async function empty(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await nextTurn(); // lets those that came in the same moment join
      await writeTogether(waiting.splice(0, AT_ONCE));
    }
    running = false;
  }

  async function writeTogether(entries: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await write(entries.map(({ item }) => item));
      entries.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      const [only] = entries;
      if (entries.length === 1) only?.reject(error);
      else for (const entry of entries) await writeTogether([entry]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void empty();
    });
}
