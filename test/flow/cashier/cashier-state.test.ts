import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStateReader } from '../../../src/flow/cashier/index.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { databases } from '../../support/database.ts';
import { type CashierSite, startCashier } from './start-cashier.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the state reader on ${name}`, () => {
    let site: CashierSite;
    beforeAll(async () => {
      site = await startCashier(name);
    });
    afterAll(() => site.stop());

    /** Runs `work` and returns the statements that the database was given meanwhile. */
    async function watched<T>(work: () => Promise<T>): Promise<{ result: T; queries: string[] }> {
      const queries: string[] = [];
      const note = ({ sql }: { sql: string }) => queries.push(sql);
      site.db.on('query', note);
      const result = await work();
      site.db.off('query', note);
      return { result, queries };
    }

    test('reads that come in together share one query, each with its own answer', async () => {
      const reader = createStateReader(site);
      const made = [await site.addOrder(), await site.addOrder({ placement: null }), await site.addOrder()];
      const wanted = [...made.map((order) => order.tradeNo), '99999999999999', made[0]?.tradeNo ?? ''];

      const { result, queries } = await watched(() =>
        Promise.all(wanted.map((tradeNo) => reader.read(tradeNo))),
      );

      expect(queries).toHaveLength(1);
      expect(result.map((state) => state?.tradeNo ?? null)).toEqual([
        ...made.map((order) => order.tradeNo),
        null,
        made[0]?.tradeNo,
      ]);
      expect(result[1]).toMatchObject({ state: 'pending', payType: null, leftMs: 5 * MINUTE });
    });

    test('nothing is remembered between reads', async () => {
      const reader = createStateReader(site);
      const order = await site.addOrder();
      expect(await reader.read(order.tradeNo)).toMatchObject({ state: 'pending' });
      await site.pay(order);
      expect(await reader.read(order.tradeNo)).toMatchObject({ state: 'paid' });
    });

    test('a number that can not be ours costs no query', async () => {
      const reader = createStateReader(site);
      const { result, queries } = await watched(() => reader.read("1' or '1'='1"));
      expect(result).toBeNull();
      expect(queries).toEqual([]);
    });

    test('more reads than one query takes are split', async () => {
      const reader = createStateReader(site);
      const numbers = Array.from({ length: 450 }, (_, index) => String(10_000_000 + index));
      const { queries } = await watched(() => Promise.all(numbers.map((tradeNo) => reader.read(tradeNo))));
      expect(queries).toHaveLength(3);
    });

    test('a pending order is expired by the clock, before any job has written it', async () => {
      const reader = createStateReader(site);
      const order = await site.addOrder();
      site.clock.set(order.expiresAt - 1);
      expect(await reader.read(order.tradeNo)).toMatchObject({ state: 'pending', leftMs: 1 });
      site.clock.set(order.expiresAt);
      expect(await reader.read(order.tradeNo)).toMatchObject({ state: 'expired', leftMs: 0 });
    });

    test('a buyer may return when the shop has acknowledged, or three seconds after the payment', async () => {
      const reader = createStateReader(site);
      const [told, untold] = [await site.addOrder(), await site.addOrder()];
      await site.pay(told);
      await site.pay(untold);
      await site.acknowledge(told);

      expect(await reader.read(told.tradeNo)).toMatchObject({ notified: true, mayReturn: true, waitMs: 0 });
      expect(await reader.read(untold.tradeNo)).toMatchObject({
        notified: false,
        mayReturn: false,
        waitMs: 3_000,
      });
      site.clock.advance(3 * SECOND);
      expect(await reader.read(untold.tradeNo)).toMatchObject({
        notified: false,
        mayReturn: true,
        waitMs: 0,
      });
    });
  });
}
