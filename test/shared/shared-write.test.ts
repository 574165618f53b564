import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Db, inTransaction } from '../../src/shared/db.ts';
import { inSharedTransaction, sharedWrite } from '../../src/shared/shared-write.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`shared writes on ${name}`, () => {
    let place: TestDatabase;
    beforeAll(async () => {
      place = await openTestDatabase(name);
      await place.db.schema.createTable('words', (table) => table.string('word', 20).primary());
    });
    afterAll(() => place.close());

    const words = async () => (await place.db('words').orderBy('word').pluck('word')) as string[];
    const insert = (trx: Db, word: string) => trx('words').insert({ word });

    test('what comes together is written together, and each hears its own result', async () => {
      const sizes: number[] = [];
      const write = sharedWrite(
        (db: Db) => db,
        async (trx, items: string[]) => {
          sizes.push(items.length);
          for (const item of items) await insert(trx, item);
          return items.map((item) => item.toUpperCase());
        },
      );
      const results = await Promise.all(['a1', 'a2', 'a3'].map((word) => write(place.db, word)));
      expect(results).toEqual(['A1', 'A2', 'A3']);
      expect(sizes).toEqual([3]);
      expect(await words()).toEqual(['a1', 'a2', 'a3']);
    });

    test('one that can not be written takes no other with it, and leaves nothing behind', async () => {
      const write = (word: string, fails: boolean) =>
        inSharedTransaction(place.db, async (trx) => {
          await insert(trx, word);
          if (fails) throw new Error(`no ${word}`);
          return word;
        });
      const outcomes = await Promise.allSettled([write('b1', false), write('b2', true), write('b3', false)]);
      expect(outcomes).toMatchObject([
        { status: 'fulfilled', value: 'b1' },
        { status: 'rejected', reason: { message: 'no b2' } },
        { status: 'fulfilled', value: 'b3' },
      ]);
      expect((await words()).filter((word) => word.startsWith('b'))).toEqual(['b1', 'b3']);
    });

    test('a write that hangs holds up none that comes after it', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        let release = () => {};
        const hangs = new Promise<void>((resolve) => {
          release = resolve;
        });
        const write = sharedWrite(
          () => place.db,
          async (_trx, items: string[]) => {
            if (items.includes('stuck')) await hangs;
            return items;
          },
          { transaction: false },
        );
        const owner = {};
        const stuck = write(owner, 'stuck');
        await vi.advanceTimersByTimeAsync(1);
        const behind = write(owner, 'behind');
        await vi.advanceTimersByTimeAsync(20_000);
        expect(await behind).toBe('behind');
        release();
        expect(await stuck).toBe('stuck');
      } finally {
        vi.useRealTimers();
      }
    });

    test('what comes while a transaction runs goes into the next one, beside transactions of others', async () => {
      const all = Array.from({ length: 150 }, (_, at) => `c${String(at).padStart(3, '0')}`);
      await Promise.all(
        all.map((word, at) =>
          at % 3 === 0
            ? inTransaction(place.db, (trx) => insert(trx, word))
            : inSharedTransaction(place.db, (trx) => insert(trx, word)),
        ),
      );
      expect((await words()).filter((word) => word.startsWith('c'))).toEqual(all);
    });
  });
}
