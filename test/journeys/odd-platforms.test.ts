import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { kept, say } from '../../src/shared/saying.ts';
import { startTill } from '../plugins/till/simulator.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const pluginsDir = fileURLToPath(new URL('../plugins/folder/', import.meta.url));

/**
 * What a platform may answer instead of what it should: each is a clear state of the account with its remedy, or an alert;
 * no order is settled by it, no receipt lost, and no login hammered.
 */
describe.each(databases.filter(({ available }) => available))(
  'odd answers of a platform, on $name',
  ({ name }) => {
    let app: TestApp;
    afterEach(() => app?.stop());

    /** The order of a buyer who waits for ten minutes. */
    async function open(): Promise<Order> {
      app = await startApp(name, { rules: { orderLifetimeMs: 20 * MINUTE } });
      const order = await app.order();
      await app.services.listener.idle();
      return order;
    }
    const stateOf = async (order: Order) => (await app.find(order.tradeNo)).state;
    const account = () => app.services.accounts.get(app.place.db, app.accountId);
    const reason = async () => say('zh', (await account()).healthReason ?? kept(''));
    const logins = () => app.simulator.requests.count('login');
    const receipts = () => app.place.db('receipts').select('state', 'reason', 'amount_fen');
    const alerts = async () =>
      (await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind, detail }) => ({ kind, detail }));
    const ticks = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 5 * SECOND) await app.tick(5 * SECOND);
    };
    const amountOf = ({ placement }: Order) => placement?.payableFen ?? 0;
    /** Its buyer pays rightly, and all goes on. */
    async function goesOn(order: Order): Promise<void> {
      app.pay(order);
      await ticks(2 * MINUTE);
      expect(await stateOf(order)).toBe('paid');
    }

    test('a wrong password: the account stops with the words, one login; corrected, the order is found', async () => {
      app = await startApp(name, { rules: { orderLifetimeMs: 20 * MINUTE } });
      app.simulator.faults.wrongPassword = true;
      const order = await app.order();
      await app.services.listener.idle();
      app.pay(order);
      await ticks(3 * MINUTE);
      expect(logins()).toBe(1);
      expect(await account()).toMatchObject({ health: 'stopped', refusedFields: ['username', 'password'] });
      expect(await reason()).toContain('检查用户名和密码');
      expect((await alerts()).map(({ kind }) => kind)).toContain('account_halted');
      expect(await stateOf(order)).toBe('pending');
      app.simulator.faults.wrongPassword = false;
      expect(await app.services.testLogin(await account())).toMatchObject({ ok: true });
      await ticks(20 * SECOND);
      expect(await stateOf(order)).toBe('paid');
    });

    test('an expired token: one login, nothing to do for anybody', async () => {
      const order = await open();
      app.simulator.faults.expireTokens();
      await goesOn(order);
      expect(logins()).toBe(2);
      expect((await account()).health).toBe('ok');
    });

    test('a page instead of JSON, at the list and at the login: the account says so, and goes on by itself', async () => {
      const order = await open();
      app.simulator.faults.failNext(Number.POSITIVE_INFINITY, 'garbage');
      app.simulator.faults.expireTokens();
      await ticks(5 * MINUTE);
      expect(await account()).toMatchObject({ health: 'failing' });
      expect(await reason()).not.toBe('');
      expect(logins()).toBe(1);
      expect(await stateOf(order)).toBe('pending');
      app.simulator.faults.clear();
      await goesOn(order);
      expect((await account()).health).toBe('ok');
    });

    test.each([
      ['without a number', { order_sn: undefined }, 'order_sn'],
      ['with an amount of three decimals', { original_amount: '10.005' }, 'original_amount'],
      ['with half a cent', { original_amount: 1000.5 }, 'original_amount'],
      [
        'without a time',
        { finish_time: undefined, pay_time: undefined, create_time: undefined },
        'none is given',
      ],
      ['paid in a way without a name', { payway: 99 }, 'payway: 99'],
    ])(
      'a row %s: it settles nothing, its owner is told once, and the next one counts',
      async (_what, row, words) => {
        const order = await open();
        const amountFen = amountOf(order);
        app.simulator.pay({ terminal: 'T-1', amountFen, payType: 'wxpay', row });
        app.simulator.pay({ terminal: 'T-2', amountFen, payType: 'wxpay', row });
        await ticks(MINUTE);
        expect(await stateOf(order)).toBe('pending');
        expect(await receipts()).toEqual([]);
        const [told] = (await alerts()).filter(({ kind }) => kind === 'rows_unread');
        expect(told?.detail).toMatchObject({ count: 2, problem: expect.stringContaining(words) });
        // Seen once, it does not come back for the same rows; the account sells on.
        await app.place.db('alerts').update({ resolved_at: app.clock.now() });
        await ticks(30 * SECOND);
        expect(await alerts()).toEqual([]);
        expect((await account()).health).toBe('ok');
        await goesOn(order);
      },
    );

    test.each([
      ['eight hours early', -8 * HOUR],
      ['eight hours late', 8 * HOUR],
    ])(
      'a time in another zone, %s: kept for a person with the reason, and no order is guessed',
      async (_what, off) => {
        const order = await open();
        const at = app.clock.now() + off;
        app.simulator.pay({
          ...{ terminal: order.placement?.terminal ?? '', amountFen: amountOf(order), payType: 'wxpay' },
          row: { finish_time: at, pay_time: at, create_time: at },
        });
        await ticks(MINUTE);
        expect(await stateOf(order)).toBe('pending');
        expect(await receipts()).toMatchObject([{ state: 'unmatched', reason: expect.stringMatching(/./) }]);
      },
    );

    test('rows of another account: kept, and nobody’s, though the amount is that of an open order', async () => {
      const order = await open();
      app.simulator.pay({
        ...{ terminal: order.placement?.terminal ?? '', amountFen: amountOf(order), payType: 'wxpay' },
        row: { terminal_sn: 'OF-ANOTHER-SHOP' },
      });
      await ticks(MINUTE);
      expect(await stateOf(order)).toBe('pending');
      expect(await receipts()).toMatchObject([{ state: 'unmatched' }]);
      await goesOn(order);
    });

    test('as many rows at once as a platform is asked for, near ten thousand: each is kept once, and the one order among them is found', async () => {
      const order = await open();
      for (let at = 0; at < 9_998; at++)
        app.simulator.pay({ terminal: 'T-1', amountFen: 50_000 + at, payType: 'wxpay' });
      app.pay(order);
      await app.tick(5 * SECOND);
      await app.tick(5 * SECOND);
      expect(await stateOf(order)).toBe('paid');
      const [{ count } = { count: 0 }] = await app.place.db('receipts').count({ count: '*' });
      expect(Number(count)).toBe(9_999);
    }, 240_000);

    test('more than a platform is read of at once, after hours in which nobody asked: all are kept in the end, each once, within the budget, and the order is found', async () => {
      app = await startApp(name, { rules: { orderLifetimeMs: 20 * MINUTE } });
      const since = app.clock.now();
      app.clock.advance(2 * HOUR);
      for (let at = 0; at < 10_150; at++) {
        const paidAt = since + Math.floor((at * 2 * HOUR) / 10_150);
        app.simulator.pay({ terminal: 'T-1', amountFen: 50_000 + at, payType: 'wxpay', paidAt });
      }
      const order = await app.order();
      app.pay(order);
      await ticks(MINUTE);
      expect(await stateOf(order)).toBe('paid');
      const [{ count } = { count: 0 }] = await app.place.db('receipts').count({ count: '*' });
      expect(Number(count)).toBe(10_151);
      expect(app.simulator.requests.count('query')).toBeLessThan(200);
      expect((await account()).health).toBe('ok');
      expect(await app.place.db('orders').where({ state: 'paid' })).toHaveLength(1);
    }, 240_000);
  },
);

test.each(databases.filter(({ available }) => available))(
  'a picture that is read wrongly three times stops the account; read rightly, the order is found, on $name',
  async ({ name }) => {
    const house = await startPluginHouse(name, {
      ...{ pluginsDir, platform: 'till', simulator: startTill, secrets: ['password'] },
    });
    house.simulator.challenge?.on();
    const order = await house.order();
    await house.pay(order);
    const { logins } = house.services;
    let ask = (await logins.begin(await house.account())).ask;
    const tried = [];
    for (let turn = 0; turn < 3; turn++) {
      const told = await logins.answer(await house.account(), ask?.id ?? '', 'wrong');
      tried.push(told.isTooSoon ?? false);
      ask = told.ask;
      if (told.isTooSoon) turn -= 1;
      if (told.isTooSoon) house.clock.advance(30 * SECOND);
    }
    // The second at once; then a minute goes by.
    expect(tried).toEqual([false, false, true, true, false]);
    expect((await house.account()).health).toBe('stopped');
    expect((await house.find(order.tradeNo)).state).toBe('pending');
    house.clock.advance(MINUTE);
    const begun = await logins.begin(await house.account());
    const text = house.simulator.challenge?.answer() ?? '';
    expect(await logins.answer(await house.account(), begun.ask?.id ?? '', text)).toMatchObject({ ok: true });
    await house.tick(4 * SECOND);
    expect((await house.find(order.tradeNo)).state).toBe('paid');
  },
);
