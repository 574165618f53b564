import { afterEach, describe, expect, test } from 'vitest';
import { listPolls } from '../../src/flow/listening/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { startHouse } from '../../src/house.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { captureLog } from '../support/captured-log.ts';
import { databases } from '../support/database.ts';
import { runJobs, type StartOptions, startApp, type TestApp, testConfig } from '../support/start-app.ts';

const LONG = { orderLifetimeMs: 3 * HOUR };

describe.each(databases.filter(({ available }) => available))(
  'how often a platform is asked, on $name',
  ({ name }) => {
    const running: TestApp[] = [];
    afterEach(async () => {
      for (const app of running.splice(0)) await app.stop();
    });
    async function start(options: StartOptions = {}): Promise<TestApp> {
      const app = await startApp(name, options);
      running.push(app);
      return app;
    }
    let asked = 2_000;
    async function open(app: TestApp): Promise<Order> {
      const order = await app.order({ money: formatFen(fen(++asked)) });
      await app.services.listener.idle();
      return order;
    }
    const requests = (app: TestApp) => app.simulator.requests.count();
    const logins = (app: TestApp) => app.simulator.requests.count('login');
    async function tickFor(app: TestApp, ms: number, step = SECOND): Promise<void> {
      for (let passed = 0; passed < ms; passed += step) await app.tick(step);
    }

    test('quick in the first minute, slower later, quick again when a buyer opens his cashier', async () => {
      const app = await start({ rules: LONG });
      const order = await open(app);
      const count = async (ms: number) => {
        const before = requests(app);
        await tickFor(app, ms);
        return requests(app) - before;
      };
      const quick = await count(50 * SECOND);
      await count(15 * SECOND);
      const slow = await count(50 * SECOND);
      expect(quick).toBeGreaterThan(10);
      expect(slow).toBeLessThan(10);
      await fetch(`${app.url}/Pay/console/${order.tradeNo}`);
      await app.services.listener.idle();
      expect(await count(50 * SECOND)).toBeGreaterThan(10);
    });

    test('a budget holds in any hour, over a restart and with two houses; what is kept finds what was paid at the end', async () => {
      const app = await start({ rules: { orderLifetimeMs: 20 * MINUTE, graceMs: MINUTE } });
      await app.services.accounts.saveHourlyBudget(app.place.db, app.accountId, 60);
      const order = await open(app);
      const other = async () =>
        startHouse({
          ...{ config: testConfig(app.place), log: captureLog().log, clock: app.clock },
          ...{ withJobs: false, passwordCost: 4, random: () => 0.5 },
        });
      let second = await other();
      for (let minute = 0; minute < 19; minute++) {
        for (let at = 0; at < 12; at++) {
          await app.tick(5 * SECOND);
          await runJobs(second);
        }
        if (minute === 9) {
          await second.stop();
          second = await other();
        }
      }
      const used = requests(app);
      expect(used).toBeGreaterThan(20);
      expect(used).toBeLessThanOrEqual(54);
      const gauge = await app.services.budgetOf(await app.services.accounts.get(app.place.db, app.accountId));
      expect(gauge).toMatchObject({ budget: 60, reserved: 6, used });
      app.pay(order);
      await tickFor(app, 3 * MINUTE, 5 * SECOND);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect(requests(app)).toBeLessThanOrEqual(60);
      await second.stop();
    });

    test('nothing but what is kept is left: a press on 确认支付 is still asked, and the account’s health says nothing of it', async () => {
      const app = await start({ mode: 'on_demand', rules: LONG });
      const { db } = app.place;
      await app.services.accounts.saveHourlyBudget(db, app.accountId, 60);
      const order = await open(app);
      await app.services.confirmPaid(order.tradeNo);
      const minute = Math.floor(app.clock.now() / MINUTE);
      await db('account_polls')
        .where({ account_id: app.accountId })
        .update({ spent: `${minute}:56` });
      app.clock.advance(10 * SECOND);
      app.pay(order);
      expect(await app.services.confirmPaid(order.tradeNo)).toEqual({ asked: true });
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      const next = await open(app);
      await db('account_polls')
        .where({ account_id: app.accountId })
        .update({ spent: `${minute}:60` });
      app.clock.advance(10 * SECOND);
      const before = requests(app);
      expect(await app.services.confirmPaid(next.tradeNo)).toMatchObject({
        waitSeconds: expect.any(Number),
      });
      expect(requests(app)).toBe(before);
      expect((await app.services.accounts.get(db, app.accountId)).health).toBe('ok');
    });

    test('sessions that end all the time: one login a minute, and one more, whoever asks; how long one lasted is known', async () => {
      const app = await start({ rules: LONG });
      await open(app);
      const before = logins(app);
      for (let at = 0; at < 4 * 60; at++) {
        app.simulator.faults.expireTokens();
        await app.tick(SECOND);
      }
      expect(logins(app) - before).toBeGreaterThanOrEqual(3);
      expect(logins(app) - before).toBeLessThanOrEqual(5);
      expect(
        (await app.services.loginsOf(await app.services.accounts.get(app.place.db, app.accountId)))
          .sessionLastedMs,
      ).toBeGreaterThan(0);
    });

    test('a session that is lost right after its login costs nobody a minute; one that is lost again does', async () => {
      const app = await start({ rules: LONG });
      const [first, second] = [await open(app), await open(app)];
      await app.tick(4 * SECOND);
      app.simulator.faults.expireTokens();
      app.pay(first);
      await app.tick(4 * SECOND);
      expect((await app.find(first.tradeNo)).state).toBe('paid');
      expect(logins(app)).toBe(2);
      app.simulator.faults.expireTokens();
      app.pay(second);
      await tickFor(app, 20 * SECOND);
      expect((await app.find(second.tradeNo)).state).toBe('pending');
      expect(logins(app)).toBe(2);
      await tickFor(app, MINUTE);
      expect((await app.find(second.tradeNo)).state).toBe('paid');
      expect(logins(app)).toBe(3);
    });

    test('two houses that need a session at the same moment: one logs in, the other waits for it and goes on with its session', async () => {
      const app = await start({ rules: LONG });
      const other = await startHouse({
        ...{ config: testConfig(app.place), log: captureLog().log, clock: app.clock },
        ...{ withJobs: false, passwordCost: 4, random: () => 0.5 },
      });
      const account = await app.services.accounts.get(app.place.db, app.accountId);
      app.simulator.faults.delayMs = 300;
      const asked = [app.services, app.services, other.services()].map((one) => one?.askTerminals(account));
      for (const answer of await Promise.all(asked)) expect(answer?.problem).toBeNull();
      expect(logins(app)).toBe(1);
      // And where it ended for all of them.
      app.simulator.faults.expireTokens();
      app.clock.advance(MINUTE);
      const again = [app.services, other.services()].map((one) => one?.askTerminals(account));
      for (const answer of await Promise.all(again)) expect(answer?.problem).toBeNull();
      expect(logins(app)).toBe(2);
      await other.stop();
    });

    test('logins that fail three times in a row stop the account, and its owner has an alert, which ends with the trouble', async () => {
      const app = await start({ rules: LONG });
      app.simulator.faults.failNext(Number.POSITIVE_INFINITY, 'garbage', 'login');
      const order = await open(app);
      await tickFor(app, 15 * MINUTE, 5 * SECOND);
      expect(logins(app)).toBe(3);
      const account = () => app.services.accounts.get(app.place.db, app.accountId);
      expect((await account()).health).toBe('stopped');
      const alerts = () => app.place.db('alerts').where({ kind: 'account_halted' }).whereNull('resolved_at');
      expect(await alerts()).toHaveLength(1);
      app.simulator.faults.clear();
      app.clock.advance(MINUTE);
      expect(await app.services.testLogin(await account())).toMatchObject({ ok: true });
      expect(await alerts()).toHaveLength(0);
      app.pay(order);
      await app.tick(10 * SECOND);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect((await listPolls(app.place.db, [app.accountId])).get(app.accountId)?.failures).toBe(0);
    });
  },
);
