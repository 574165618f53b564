import { type Db, inTransaction, retryBrokenOff } from './db.ts';
import { after, nextTurn, pause, type Timer } from './timers.ts';

/** How many items one transaction takes: rows that it locks stay locked until the last one is done. */
const AT_ONCE = 64;
const MOST_TURNS = 4;
const STUCK_MS = 15_000;

/** A moment that no person notices, and longer than a burst of payments takes. */
export const UNHURRIED_MS = 25;

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
 * `gatherMs`: for what nobody waits for, how long an item may wait for others, so that a burst's work that somebody
 * does wait for isn't held up by this one's waits for the disk. `transaction: false`: each statement of the write
 * stands by itself and may be repeated.
 */
export function sharedWrite<Owner extends object, Item, Result>(
  dbOf: (owner: Owner) => Db,
  write: (trx: Db, items: Item[], owner: Owner) => Promise<Result[]>,
  { gatherMs = 0, transaction = true } = {},
): SharedWrite<Owner, Item, Result> {
  const writeAll = (owner: Owner, items: Item[]) =>
    transaction
      ? inTransaction(dbOf(owner), (trx) => write(trx, items, owner))
      : retryBrokenOff(() => write(dbOf(owner), items, owner));
  const gather = (waiting: unknown[]) => (gatherMs > 0 ? pause(gatherMs) : untilQuiet(waiting));
  const queues = new WeakMap<Owner, (item: Item) => Promise<Result>>();
  return (owner, item) => {
    let queue = queues.get(owner);
    if (!queue) {
      queue = newQueue(gather, (items) => writeAll(owner, items));
      queues.set(owner, queue);
    }
    return queue(item);
  };
}

type Work<T = unknown> = (trx: Db) => Promise<T>;

const runEach = async (trx: Db, works: Work[]) => {
  const results: unknown[] = [];
  for (const work of works) results.push(await work(trx));
  return results;
};
const soon = sharedWrite((db: Db) => db, runEach);
const unhurried = sharedWrite((db: Db) => db, runEach, { gatherMs: UNHURRIED_MS });

/** As inTransaction, for short writes of different kinds that often come together: they share transactions. */
export async function inSharedTransaction<T>(db: Db, work: Work<T>): Promise<T> {
  return (await soon(db, work)) as T;
}

/** As inSharedTransaction, for what nobody waits for. */
export async function inUnhurriedTransaction<T>(db: Db, work: Work<T>): Promise<T> {
  return (await unhurried(db, work)) as T;
}

/** Lets those join that come in the same moment: as long as each turn of the event loop brings more, for a few turns. */
async function untilQuiet(waiting: unknown[]): Promise<void> {
  for (let turn = 0, before = 0; turn < MOST_TURNS && waiting.length > before; turn++) {
    before = waiting.length;
    await nextTurn();
  }
}

/** A connection may hang for as long as the network lets it: those behind take another one, these go on waiting. */
async function unlessStuck(writing: Promise<void>): Promise<void> {
  let timer: Timer | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = after(STUCK_MS, resolve, { keepsAlive: false });
  });
  await Promise.race([writing, patience]);
  timer?.cancel();
}

function newQueue<Item, Result>(
  gather: (waiting: unknown[]) => Promise<void>,
  write: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let running = false;

  async function empty(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await gather(waiting);
      await unlessStuck(writeTogether(waiting.splice(0, AT_ONCE)));
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
