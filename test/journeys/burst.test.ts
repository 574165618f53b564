import { describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { startHouse } from '../../src/house.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { formatFen } from '../../src/shared/money.ts';
import { databases } from '../support/database.ts';
import { runJobs, startApp, type TestApp, testConfig } from '../support/start-app.ts';
import { until } from '../support/until.ts';

const PAYMENTS = 300;
const TERMINALS = Array.from({ length: 8 }, (_, at) => `T-${at}`);

/** A rush at one shop: very many payments in one answer of the platform. */
describe.each(databases.filter(({ available }) => available))('a burst on $name', ({ name }) => {
  async function withOrders(run: (app: TestApp, placed: Order[]) => Promise<void>): Promise<void> {
    const app = await startApp(name, { terminals: TERMINALS, rules: { orderLifetimeMs: 60 * MINUTE } });
    try {
      const placed: Order[] = [];
      for (let at = 0; at < PAYMENTS; at += 20) {
        const some = Array.from({ length: 20 }, (_, more) =>
          app.order({ money: formatFen((500 + at + more) as Order['moneyFen']) }),
        );
        placed.push(...(await Promise.all(some)));
      }
      await app.services.listener.idle();
      await run(app, placed);
    } finally {
      await app.stop();
    }
  }

  const unacknowledged = (app: TestApp) =>
    app.place.db('notifications').whereNot({ state: 'acknowledged' }).pluck('trade_no');

  test(`${PAYMENTS} payments for one shop: all are told once, in one go, though neither the clock nor a job moves on`, async () => {
    await withOrders(async (app, placed) => {
      for (const order of placed) app.pay(order);
      app.clock.advance(5_000);
      await app.services.listener.tick(new AbortController().signal);
      await app.services.listener.idle();
      await app.services.notifier.idle();
      expect(await unacknowledged(app)).toEqual([]);
      expect(app.shop.received).toHaveLength(PAYMENTS);
      const told = app.shop.received.map(({ params }) => params.trade_no);
      expect(new Set(told).size).toBe(PAYMENTS);
      const attempts = await app.place.db('notification_attempts').select('trade_no', 'number');
      expect(attempts.map(({ number }) => number)).toEqual(placed.map(() => 1));
      // As they were paid, but for those that are on their way beside each other.
      const queued: string[] = await app.place.db('notifications').orderBy('id').pluck('trade_no');
      const overtaken = told.map((tradeNo, at) => Math.abs(queued.indexOf(String(tradeNo)) - at));
      expect(Math.max(...overtaken)).toBeLessThanOrEqual(64);
    });
  });

  test('meanwhile another shop is told at once, and one that hangs keeps nobody waiting', async () => {
    await withOrders(async (app, placed) => {
      app.shop.answers.set('/hang', { hang: true });
      const other = await app.order({ money: '1.11', notify_url: `http://localhost:${app.shop.port}/other` });
      await app.services.listener.idle();
      await app.place
        .db('orders')
        .whereNot({ trade_no: other.tradeNo })
        .update({
          notify_url: `${app.shop.url}/hang`,
        });
      for (const order of placed) app.pay(order);
      app.pay(other);
      app.clock.advance(5_000);
      await app.services.listener.tick(new AbortController().signal);
      await until('the other shop is told', () => app.shop.at('/other').length === 1);
      await until('that is kept', async () => {
        const found = await notifications.findNotification(app.place.db, other.tradeNo);
        return found?.state === 'acknowledged';
      });
      expect(app.shop.at('/hang').length).toBeLessThanOrEqual(16);
      app.shop.answers.clear();
      app.shop.hangUp('success');
      await app.services.notifier.idle();
      expect(await unacknowledged(app)).toEqual([]);
    });
  });

  // Two houses in one process wait for each other's locks without end on SQLite; one SQLite has one house.
  if (name === 'mysql')
    test('two processes share a burst: each payment is told once', async () => {
      await withOrders(async (app, placed) => {
        const second = await startHouse({
          ...{
            config: testConfig(app.place),
            log: app.log.log,
            clock: app.clock,
            withJobs: false,
            random: () => 0.5,
          },
        });
        try {
          app.shop.answer = { delayMs: 20 };
          for (const order of placed) app.pay(order);
          app.clock.advance(5_000);
          for (let round = 0; round < 5; round++) await Promise.all([runJobs(app.house), runJobs(second)]);
          expect(await unacknowledged(app)).toEqual([]);
          const told = app.shop.received.map(({ params }) => String(params.trade_no));
          expect(told.toSorted()).toEqual(placed.map(({ tradeNo }) => tradeNo).toSorted());
          for (const { tradeNo } of placed.slice(0, 20)) {
            expect(await orders.getOrder(app.place.db, tradeNo)).toMatchObject({ state: 'paid' });
          }
        } finally {
          await second.stop();
        }
      });
    });
});
