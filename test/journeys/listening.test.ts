import { afterEach, describe, expect, test } from 'vitest';
import { editAccount } from '../../src/flow/accounts/index.ts';
import { listPolls } from '../../src/flow/listening/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { closeOrder } from '../../src/flow/settlement/index.ts';
import { startHouse } from '../../src/house.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { kept, type Saying, say } from '../../src/shared/saying.ts';
import { databases } from '../support/database.ts';
import { buildAccount, buildCode } from '../support/factories.ts';
import { runJobs, type StartOptions, startApp, type TestApp, testConfig } from '../support/start-app.ts';

/** With the tests' random number (0.5) the wait between two queries is this much longer than the interval. */
const WAIT = 1.05;
/** An interval after which the next query falls on a whole second of the clock, as the ticks do: 21 s. */
const INTERVAL = 20 * SECOND;
const LONG = { orderLifetimeMs: HOUR };

describe.each(databases.filter(({ available }) => available))('listening on $name', ({ name }) => {
  const running: TestApp[] = [];
  afterEach(async () => {
    for (const app of running.splice(0)) await app.stop();
  });

  async function start(options: StartOptions = {}): Promise<TestApp> {
    const app = await startApp(name, options);
    running.push(app);
    return app;
  }

  /** Ticks once a second, as the running house does. */
  async function tickFor(app: TestApp, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += SECOND) await app.tick(SECOND);
  }

  const queries = (app: TestApp) => app.simulator.requests.count('query');
  const queryTimes = (app: TestApp) =>
    app.simulator.requests.all().flatMap(({ call, at }) => (call === 'query' ? [at] : []));

  let asked = 1_000;
  /** A new order; the query that it sets off at once is over. */
  async function open(app: TestApp, changes: Record<string, string> = {}): Promise<Order> {
    const order = await app.order({ money: formatFen(fen(++asked)), ...changes });
    await app.services.listener.idle();
    return order;
  }

  const told = (what: Saying | null | undefined) => (what ? say('zh', what) : '');
  const health = async (app: TestApp, id = app.accountId) => {
    const { health, healthReason } = await app.services.accounts.get(app.place.db, id);
    return { health, healthReason };
  };

  const stateOf = async (app: TestApp, order: Order) => (await app.find(order.tradeNo)).state;

  /** Goes to the moment at which the account may be asked again; returns how long that was. Nothing is asked before. */
  async function toNextQuery(app: TestApp): Promise<number> {
    const nextPollAt = (await listPolls(app.place.db, [app.accountId])).get(app.accountId)?.nextPollAt ?? 0;
    const wait = nextPollAt - app.clock.now();
    const before = app.simulator.requests.count();
    // A second before it, a tick has nothing to do; nearer than that, it would set a timer of real time.
    if (wait > SECOND) await app.tick(wait - SECOND);
    expect(app.simulator.requests.count(), 'a request before its time').toBe(before);
    app.clock.set(nextPollAt);
    await app.tick();
    return wait;
  }

  describe('continuous mode', () => {
    test('no open order: the platform hears nothing of us, for ten minutes of ticks', async () => {
      const app = await start();
      await tickFor(app, 10 * MINUTE);
      expect(app.simulator.requests.count()).toBe(0);
    });

    test('an open order: the first query at once, then one in each interval, jittered only upwards, until it expires', async () => {
      const app = await start({ intervalMs: INTERVAL });
      const order = await open(app);
      expect(queryTimes(app)).toEqual([order.createdAt]);
      await tickFor(app, 5 * MINUTE);
      const times = queryTimes(app);
      expect(times).toHaveLength(1 + Math.floor((5 * MINUTE - 1) / (INTERVAL * WAIT)));
      times.slice(1).forEach((at, index) => {
        expect(at - (times[index] ?? 0)).toBe(INTERVAL * WAIT);
      });
      expect(await stateOf(app, order)).toBe('expired');

      await tickFor(app, INTERVAL * 1.1);
      expect(
        queries(app) - times.length,
        'the query for what was paid in the last seconds',
      ).toBeLessThanOrEqual(1);
      const stopped = queries(app);
      await tickFor(app, 4 * MINUTE);
      expect(queries(app)).toBe(stopped);
      for (let minute = 0; minute < 60; minute++) await app.tick(MINUTE);
      expect(queries(app), 'one for those who paid late, when the grace is over').toBe(stopped + 1);
    });

    test('paid: no query any more after the one that saw the money', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(4_000);
      app.pay(order);
      await app.tick(4_000);
      expect(await stateOf(app, order)).toBe('paid');
      app.simulator.requests.reset();
      for (let minute = 0; minute < 5; minute++) await app.tick(MINUTE);
      expect(app.simulator.requests.count()).toBe(0);
    });

    test('closed by hand: no query any more', async () => {
      const app = await start();
      const order = await open(app);
      await closeOrder({ db: app.place.db, clock: app.clock }, order.tradeNo, 5 * MINUTE);
      app.simulator.requests.reset();
      for (let minute = 0; minute < 5; minute++) await app.tick(MINUTE);
      expect(app.simulator.requests.count()).toBe(0);
    });

    test('switched off: no new orders, but the open one is asked for until it ends and through its grace', async () => {
      const app = await start({ rules: { orderLifetimeMs: 5 * MINUTE, graceMs: 5 * MINUTE } });
      const [paid, late] = [await open(app), await open(app)];
      await app.services.accounts.setEnabled(app.place.db, app.accountId, false);
      await app.place.db('codes').update({ enabled: false });
      await expect(app.order()).rejects.toThrow('没有可用的收款码');
      await tickFor(app, 10 * SECOND);
      app.pay(paid);
      await tickFor(app, 10 * SECOND);
      expect(await stateOf(app, paid)).toBe('paid');
      app.clock.advance(5 * MINUTE);
      await tickFor(app, 5 * SECOND);
      app.pay(late);
      app.clock.advance(5 * MINUTE);
      await tickFor(app, 10 * SECOND);
      expect(await app.find(late.tradeNo)).toMatchObject({ state: 'paid', odd: ['late'] });
      const before = queries(app);
      await tickFor(app, MINUTE);
      expect(queries(app)).toBe(before);
    });

    test('money that came after the last query but before the expiry is still found, though no other order comes', async () => {
      const app = await start({ intervalMs: INTERVAL });
      const order = await open(app);
      await tickFor(app, 5 * MINUTE - 2 * SECOND);
      const before = queries(app);
      app.clock.advance(SECOND);
      const number = app.pay(order);
      await tickFor(app, 2 * INTERVAL);
      expect(queries(app) - before, 'queries since the payment').toBe(1);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      expect(await receipts.listReceipts(app.place.db, { externalId: number }, 1)).toMatchObject([
        { state: 'used' },
      ]);
    });

    test('a late payment within the grace is settled when the grace is over, though no other order comes', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(5 * MINUTE + SECOND);
      await app.tick(4 * MINUTE);
      app.pay(order);
      app.simulator.requests.reset();
      await app.tick(MINUTE);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: ['late'] });
      for (let minute = 0; minute < 60; minute++) await app.tick(MINUTE);
      expect(queries(app), 'one query for those who paid late, and no more').toBe(1);
    });

    test('and by the next query, when another order comes before that', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(5 * MINUTE + SECOND);
      await app.tick(3 * MINUTE);
      app.pay(order);
      const later = await open(app);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: ['late'] });
      expect(await stateOf(app, later)).toBe('pending');
    });

    test.each([20 * SECOND, -20 * SECOND, 4 * MINUTE, -4 * MINUTE])(
      'a platform whose clock is %d ms off: money goes to the order that waited when it was paid',
      async (skew) => {
        const app = await start();
        app.simulator.setClockOff(skew);
        const first = await open(app, { money: '10.00' });
        await app.tick(5 * MINUTE + SECOND);
        await app.tick(5 * MINUTE);
        const second = await open(app, { money: '10.00' });
        const third = await open(app, { money: '10.00' });
        expect(second.placement).toMatchObject({ payableFen: 1000 });
        app.clock.advance(15 * SECOND);
        for (const order of [second, third]) app.pay(order);
        for (let round = 0; round < 4; round++) await app.tick(4 * SECOND);
        expect(await stateOf(app, first)).toBe('expired');
        expect(await stateOf(app, second)).toBe('paid');
        expect(await stateOf(app, third)).toBe('paid');
      },
    );

    test('our clock set back by hours: asked again at once, and what was paid meanwhile is found', async () => {
      const app = await start();
      app.clock.advance(8 * HOUR);
      await open(app);
      await app.tick(4 * SECOND);
      app.clock.advance(-8 * HOUR);
      const order = await open(app);
      await app.tick(10 * SECOND);
      app.pay(order);
      await app.tick(4 * SECOND);
      expect(await stateOf(app, order)).toBe('paid');
    });

    test('one query serves all open orders of the account, on all its codes', async () => {
      const app = await start();
      const many = await Promise.all(
        Array.from({ length: 20 }, () => app.order({ money: formatFen(fen(++asked)) })),
      );
      await app.services.listener.idle();
      expect(queries(app), 'twenty orders at once set off one query').toBe(1);
      expect(new Set(many.map(({ placement }) => placement?.codeId)).size).toBe(2);
      await app.tick(4_000);
      for (const order of many) app.pay(order);
      app.simulator.requests.reset();
      await app.tick(4_000);
      expect(app.simulator.requests.all().map(({ call }) => call)).toEqual(['query']);
      for (const order of many) expect(await stateOf(app, order)).toBe('paid');
    });

    test('a payment told again and again is recorded once and pays once', async () => {
      const app = await start({ rules: LONG });
      const [paid, waiting] = [await open(app), await open(app)];
      await app.tick(4_000);
      app.pay(paid);
      for (let round = 0; round < 5; round++) await app.tick(4_000);
      expect(await receipts.listReceipts(app.place.db, {}, 10)).toHaveLength(1);
      expect(app.shop.received).toHaveLength(1);
      expect(await stateOf(app, waiting)).toBe('pending');
    });

    test('a restart does not ask again before the interval is over', async () => {
      const app = await start({ intervalMs: INTERVAL, rules: LONG });
      await open(app);
      expect(queries(app)).toBe(1);
      const house = await startHouse({
        config: testConfig(app.place),
        log: app.log.log,
        clock: app.clock,
        withJobs: false,
        random: () => 0.5,
      });
      for (let second = 1; second < 21; second++) {
        app.clock.advance(SECOND);
        await runJobs(house);
      }
      expect(queries(app)).toBe(1);
      app.clock.advance(SECOND);
      await runJobs(house);
      expect(queries(app)).toBe(2);
      await house.stop();
    });
  });

  describe('on demand', () => {
    const press = async (app: TestApp, { tradeNo }: Order) => {
      const answer = await fetch(`${app.url}/Pay/console/${tradeNo}/confirm`, {
        method: 'POST',
        headers: { accept: 'application/json' },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    test('no press, no query; each press one query; a second press within the interval is told how long to wait', async () => {
      const app = await start({ mode: 'on_demand', intervalMs: INTERVAL });
      const order = await open(app);
      await tickFor(app, MINUTE);
      expect(app.simulator.requests.count()).toBe(0);

      expect((await press(app, order)).body).toMatchObject({
        asked: true,
        message: expect.stringMatching(/\S/),
      });
      expect(queries(app)).toBe(1);
      await tickFor(app, 5 * SECOND);
      const again = await press(app, order);
      expect(again.status).toBe(200);
      expect(again.body).toMatchObject({ waitSeconds: 16, message: expect.stringContaining('16') });
      expect(again.body.asked).toBeUndefined();
      expect(queries(app)).toBe(1);

      await tickFor(app, 16 * SECOND);
      app.pay(order);
      expect((await press(app, order)).body).toMatchObject({ asked: true });
      expect(queries(app)).toBe(2);
      expect(await stateOf(app, order)).toBe('paid');

      expect((await press(app, order)).body).toEqual({ status: 'paid' });
      await tickFor(app, MINUTE);
      expect(queries(app)).toBe(2);
    });

    test('without scripts the press leads back to the page, which says the same', async () => {
      const app = await start({ mode: 'on_demand', intervalMs: INTERVAL });
      const order = await open(app);
      const press = () =>
        fetch(`${app.url}/Pay/console/${order.tradeNo}/confirm`, { method: 'POST', redirect: 'manual' });
      expect((await press()).headers.get('location')).toBe(`/Pay/console/${order.tradeNo}?asked=1`);
      expect((await press()).headers.get('location')).toBe(`/Pay/console/${order.tradeNo}?wait=21`);
      expect(queries(app)).toBe(1);
    });

    test('thirty presses at once are one query', async () => {
      const app = await start({ mode: 'on_demand', intervalMs: INTERVAL });
      const orders = [await open(app), await open(app), await open(app)];
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, at) => press(app, orders[at % 3] as Order)),
      );
      expect(answers.filter(({ body }) => body.asked === true)).toHaveLength(1);
      expect(answers.filter(({ body }) => typeof body.waitSeconds === 'number')).toHaveLength(29);
      expect(queries(app)).toBe(1);
    });

    test('paid in the last seconds, pressed after the end: one query finds it; nothing is asked without a press', async () => {
      const app = await start({ mode: 'on_demand' });
      const order = await open(app);
      await app.tick(5 * MINUTE - 5 * SECOND);
      app.pay(order);
      await app.tick(MINUTE);
      expect(app.simulator.requests.count()).toBe(0);
      const page = await (await fetch(`${app.url}/Pay/console/${order.tradeNo}`)).text();
      expect(page).toContain(`action="/Pay/console/${order.tradeNo}/confirm"`);
      expect((await press(app, order)).body).toMatchObject({ asked: true });
      expect(queries(app)).toBe(1);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
    });

    test('switched off: a press still asks for the order that is open', async () => {
      const app = await start({ mode: 'on_demand' });
      const order = await open(app);
      await app.services.accounts.setEnabled(app.place.db, app.accountId, false);
      app.clock.advance(20 * SECOND);
      app.pay(order);
      expect(await app.services.confirmPaid(order.tradeNo)).toEqual({ asked: true });
      await app.services.listener.idle();
      expect(await stateOf(app, order)).toBe('paid');
    });

    test('a press for an order whose grace is over asks nothing', async () => {
      const app = await start({ mode: 'on_demand' });
      const order = await open(app);
      await app.tick(10 * MINUTE);
      expect((await press(app, order)).body).toEqual({ status: 'expired' });
      const page = await (await fetch(`${app.url}/Pay/console/${order.tradeNo}`)).text();
      expect(page).not.toContain('/confirm"');
      expect(app.simulator.requests.count()).toBe(0);
    });

    test('in continuous mode a press adds no query to those that are made anyway', async () => {
      const app = await start({ intervalMs: INTERVAL });
      const order = await open(app);
      await tickFor(app, 10 * SECOND);
      await press(app, order);
      expect(queries(app)).toBe(1);
    });
  });

  describe('when the platform fails', () => {
    test('errors make the queries rarer, up to one a minute; after three the account is failing; a success mends both', async () => {
      const app = await start({ rules: LONG });
      await open(app);
      expect(await health(app)).toEqual({ health: 'ok', healthReason: null });
      app.simulator.faults.failNext(7, 'http500', 'query');
      const waits: number[] = [];
      for (let round = 0; round < 8; round++) {
        waits.push((await toNextQuery(app)) / WAIT);
        if (round === 1) expect((await health(app)).health).toBe('ok');
        if (round === 2)
          expect(await health(app)).toEqual({
            health: 'failing',
            healthReason: kept({
              zh: '收钱吧暂时不可用（HTTP 500）',
              en: 'Shouqianba is out of order for now (HTTP 500)',
            }),
          });
      }
      expect(waits.map((wait) => Math.round(wait / SECOND))).toEqual([3, 6, 12, 24, 48, 60, 60, 60]);
      expect(await health(app)).toEqual({ health: 'ok', healthReason: null });
      expect((await toNextQuery(app)) / WAIT).toBe(3 * SECOND);
    });

    test.each([
      ['http500', /暂时不可用/],
      ['garbage', /看不懂/],
      ['empty', /看不懂/],
    ] as const)(
      '%s: a plain reason, no crash, and the money that came meanwhile is found afterwards',
      async (kind, reason) => {
        const app = await start({ rules: LONG });
        const order = await open(app);
        app.simulator.faults.failNext(3, kind, 'query');
        app.pay(order);
        for (let round = 0; round < 3; round++) await toNextQuery(app);
        const failing = await health(app);
        expect(failing.health).toBe('failing');
        expect(told(failing.healthReason)).toMatch(reason);
        expect(await stateOf(app, order)).toBe('pending');
        const last = (await listPolls(app.place.db, [app.accountId])).get(app.accountId);
        expect(last?.failures).toBe(3);
        expect(told(last?.lastError)).toMatch(reason);
        await toNextQuery(app);
        expect(await stateOf(app, order)).toBe('paid');
        expect(await health(app)).toEqual({ health: 'ok', healthReason: null });
      },
    );

    test('records that can’t be read cost nothing but themselves', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(4_000);
      const { terminal } = order.placement ?? { terminal: '' };
      const broken = { terminal, amountFen: 1, payType: 'wxpay' as const };
      app.simulator.pay({ ...broken, row: { original_amount: '12.5' } });
      app.simulator.pay({ ...broken, row: { original_amount: -5 } });
      app.simulator.pay({ ...broken, row: { order_sn: '' } });
      app.simulator.pay({ ...broken, row: { payway: 999 } });
      app.simulator.pay({ ...broken, row: { finish_time: null, pay_time: null, create_time: null } });
      app.pay(order);
      await app.tick(4_000);
      expect(await stateOf(app, order)).toBe('paid');
      expect(app.log.lines().filter(({ msg }) => msg === 'plugin_rows_dropped')).toMatchObject([
        { count: 5 },
      ]);
      expect(await receipts.listReceipts(app.place.db, {}, 10)).toHaveLength(1);
    });

    test('a platform that hangs is given up after 10 s and holds up no other account', async () => {
      const app = await start({ rules: LONG });
      const other = { username: '13900000000', password: 'other', terminals: ['T-9'] };
      app.simulator.addAccount(other);
      const otherId = await buildAccount(app.place.db, app.merchant.pid, {
        login: other.username,
        password: other.password,
        baseUrl: app.simulator.url,
      });
      await buildCode(app.place.db, otherId, { terminal: 'T-9' });
      const orders = [await open(app), await open(app), await open(app)];
      const healthy = orders.find(({ placement }) => placement?.accountId === otherId);
      const stuck = orders.find(({ placement }) => placement?.accountId === app.accountId);
      if (!healthy || !stuck) throw new Error('the rotation did not reach both accounts');

      app.simulator.faults.failNext(1, 'hang', 'query');
      app.clock.advance(4_000);
      app.pay(stuck);
      app.simulator.requests.reset();
      const account = await app.services.accounts.get(app.place.db, app.accountId);
      const begun = performance.now();
      const hanging = app.services.listener.askNow(account);
      await expect.poll(() => queries(app)).toBe(1);

      app.pay(healthy);
      const second = await app.services.accounts.get(app.place.db, otherId);
      expect(await app.services.listener.askNow(second)).toMatchObject({
        ok: true,
        settled: [healthy.tradeNo],
      });
      expect((await fetch(`${app.url}/getOrderState/${healthy.tradeNo}`)).status).toBe(200);
      expect(performance.now() - begun).toBeLessThan(5_000);

      expect(await app.services.listener.askNow(account), 'while it hangs nobody else asks').toMatchObject({
        asked: false,
      });
      expect(await hanging).toMatchObject({
        asked: true,
        ok: false,
        problem: { with: { text: { zh: expect.stringMatching(/10 秒/) } } },
      });
      expect(performance.now() - begun).toBeLessThan(12_000);
      await toNextQuery(app);
      expect(await stateOf(app, stuck)).toBe('paid');
    });
  });

  describe('logging in', () => {
    const calls = (app: TestApp) => app.simulator.requests.all().map(({ call }) => call);

    test('one login for many queries; an expired token is followed by one new login within the same query', async () => {
      const app = await start({ rules: LONG });
      const order = await open(app);
      await toNextQuery(app);
      expect(calls(app)).toEqual(['login', 'query', 'query']);
      app.simulator.faults.expireTokens();
      app.simulator.requests.reset();
      app.pay(order);
      await toNextQuery(app);
      expect(calls(app)).toEqual(['query', 'login', 'query']);
      expect(await stateOf(app, order)).toBe('paid');
      expect(await health(app)).toEqual({ health: 'ok', healthReason: null });
    });

    test('a token that is about to end is renewed; where renewal is refused, one login', async () => {
      const app = await start({ rules: LONG });
      app.simulator.faults.tokenLifeMs = 10 * MINUTE;
      await open(app);
      app.simulator.requests.reset();
      await app.tick(6 * MINUTE);
      expect(calls(app)).toEqual(['refresh', 'query']);
      app.simulator.faults.refuseRefresh = true;
      app.simulator.requests.reset();
      await app.tick(6 * MINUTE);
      expect(calls(app)).toEqual(['refresh', 'login', 'query']);
    });

    test('a wrong password: one login, the account stops with a plain reason, nothing more is asked, nothing routed there', async () => {
      const app = await start();
      app.simulator.faults.wrongPassword = true;
      const order = await open(app);
      const { health: stopped, healthReason } = await health(app);
      expect(stopped).toBe('stopped');
      expect(told(healthReason)).toMatch(/用户名和密码/);
      expect(JSON.stringify(healthReason)).not.toContain('sqb-password');
      for (let minute = 0; minute < 60; minute++) await app.tick(MINUTE);
      expect(calls(app)).toEqual(['login']);

      const refused = await fetch(`${app.url}/mapi.php`, {
        method: 'POST',
        body: new URLSearchParams(app.form()),
      });
      expect(await refused.json()).toMatchObject({
        code: -1,
        msg: expect.stringContaining('没有可用的收款码'),
      });
      expect(app.log.lines().filter(({ msg }) => msg === 'account_stopped')).toHaveLength(1);
      expect(app.log.text()).not.toContain('sqb-password');

      // Another account of the merchant goes on taking orders, and alone.
      app.simulator.faults.wrongPassword = false;
      app.simulator.addAccount({ username: '13900000000', password: 'other', terminals: ['T-9'] });
      const otherId = await buildAccount(app.place.db, app.merchant.pid, {
        login: '13900000000',
        password: 'other',
        baseUrl: app.simulator.url,
      });
      await buildCode(app.place.db, otherId, { terminal: 'T-9' });
      for (let at = 0; at < 3; at++) expect((await open(app)).placement?.accountId).toBe(otherId);

      // The merchant enters the right password: it is asked again, and takes orders again.
      await editAccount(app.services.accountDeps, app.accountId, {
        login: '13800000000',
        mode: 'continuous',
        intervalMs: 3_000,
        settings: { base_url: app.simulator.url, password: 'sqb-password' },
      });
      expect(await health(app)).toEqual({ health: 'ok', healthReason: null });
      const [one, two] = [await open(app), await open(app)];
      expect([one, two].map(({ placement }) => placement?.accountId)).toContain(app.accountId);
      expect(await stateOf(app, order)).toBe('expired');
    });

    test('a platform that takes the password but refuses every query stops the account after three logins, a minute apart', async () => {
      const app = await start({ rules: LONG });
      await open(app);
      app.simulator.faults.failNext(Number.POSITIVE_INFINITY, 'not_logged_in', 'query');
      app.simulator.requests.reset();
      const again = ['query', 'login', 'query'];
      await app.tick(MINUTE);
      await app.tick(30 * SECOND);
      expect(calls(app)).toEqual(again);
      expect((await health(app)).health).toBe('ok');
      for (let minute = 0; minute < 10; minute++) await app.tick(2 * MINUTE);
      expect(calls(app)).toEqual([...again, ...again, ...again]);
      expect((await health(app)).health).toBe('stopped');
    });

    test('one that does not know a session that it has just given goes on after a minute: somebody else logged in', async () => {
      const app = await start({ rules: LONG });
      const order = await open(app);
      app.simulator.faults.failNext(2, 'not_logged_in', 'query');
      await app.tick(MINUTE);
      app.pay(order);
      await app.tick(2 * MINUTE);
      expect((await health(app)).health).toBe('ok');
      expect(await stateOf(app, order)).toBe('paid');
    });

    test('… nor does it stop where it comes now and then, among other failures', async () => {
      const app = await start({ rules: LONG });
      await open(app);
      for (let turn = 0; turn < 3; turn++) {
        app.simulator.faults.failNext(2, 'not_logged_in', 'query');
        await app.tick(2 * MINUTE);
        app.simulator.faults.failNext(1, 'http500');
        await app.tick(2 * MINUTE);
      }
      expect((await health(app)).health).not.toBe('stopped');
    });
  });

  describe('after an outage', () => {
    test('of the account since its first query: what was paid in time is found when it works', async () => {
      const app = await start();
      app.simulator.faults.failNext(1_000, 'http500');
      const order = await open(app);
      await app.tick(MINUTE);
      app.pay(order);
      for (let minute = 0; minute < 20; minute++) await app.tick(MINUTE);
      expect(await stateOf(app, order)).toBe('expired');
      app.simulator.faults.clear();
      await app.tick(2 * MINUTE);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
    });

    test('of the platform or the network: the first query that works reaches back to the oldest open order', async () => {
      const app = await start({ rules: LONG });
      const [early, late] = [await open(app), await open(app)];
      app.simulator.faults.failNext(Number.POSITIVE_INFINITY, 'http500');
      await app.tick(MINUTE);
      app.pay(early);
      for (let minute = 0; minute < 50; minute++) await app.tick(MINUTE);
      app.pay(late);
      expect(await stateOf(app, early)).toBe('pending');
      app.simulator.faults.clear();
      await app.tick(2 * MINUTE);
      expect(await stateOf(app, early)).toBe('paid');
      expect(await stateOf(app, late)).toBe('paid');
    });

    test('of ours: a new house finds what was paid while none was running', async () => {
      const app = await start({ rules: LONG });
      const order = await open(app);
      await app.tick(4_000);
      app.clock.advance(2 * MINUTE);
      app.pay(order);
      app.clock.advance(50 * MINUTE);
      const house = await startHouse({
        config: testConfig(app.place),
        log: app.log.log,
        clock: app.clock,
        withJobs: false,
      });
      await runJobs(house);
      expect(await stateOf(app, order)).toBe('paid');
      expect(app.shop.received).toHaveLength(1);
      await house.stop();
    });

    test('of the platform, over the end of an order: its money is found when the platform is back, though no other order comes', async () => {
      const app = await start();
      const order = await open(app);
      for (let minute = 0; minute < 4; minute++) await app.tick(MINUTE);
      app.simulator.faults.failNext(Number.POSITIVE_INFINITY, 'http500');
      await app.tick(10 * SECOND);
      app.pay(order);
      for (let step = 0; step < 12; step++) await app.tick(10 * SECOND);
      expect(await stateOf(app, order)).toBe('expired');
      app.simulator.faults.clear();
      for (let minute = 0; minute < 15; minute++) await app.tick(MINUTE);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
    });

    test('of ours, over the end of an order: its money is found after the restart, though no other order comes', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(4_000);
      app.clock.advance(MINUTE);
      app.pay(order);
      app.clock.advance(20 * MINUTE);
      const house = await startHouse({
        config: testConfig(app.place),
        log: app.log.log,
        clock: app.clock,
        withJobs: false,
        random: () => 0.5,
      });
      for (let minute = 0; minute < 15; minute++) {
        await runJobs(house);
        app.clock.advance(MINUTE);
      }
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      await house.stop();
    });

    test('of two hours, longer than any order lives: what was paid in time is found at the latest when the next order comes', async () => {
      const app = await start();
      const order = await open(app);
      await app.tick(4_000);
      app.clock.advance(MINUTE);
      app.pay(order);
      app.clock.advance(2 * HOUR);
      await app.tick();
      const next = await open(app);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      expect(await stateOf(app, next)).toBe('pending');
    });
  });

  test('a refund, a transfer or a withdrawal of an order’s very amount settles nothing: it waits for a person', async () => {
    const app = await start({ terminals: ['T-1'] });
    const order = await open(app);
    await tickFor(app, 4 * SECOND);
    const { payableFen: amountFen, terminal, payType } = order.placement as NonNullable<Order['placement']>;
    for (const kind of ['refund', 'transfer', 'withdrawal', 'cancelled'] as const)
      app.simulator.pay({ terminal, amountFen, payType, kind });
    await tickFor(app, 8 * SECOND);
    await app.tick(10 * SECOND);
    expect(await stateOf(app, order)).toBe('pending');
    const kept = await receipts.listReceipts(app.place.db, {}, 10);
    expect(kept.map(({ state, reason }) => [state, reason])).toEqual(
      Array.from({ length: 3 }, () => ['unmatched', 'other_kind']),
    );
    app.pay(order);
    await tickFor(app, 8 * SECOND);
    expect(await stateOf(app, order)).toBe('paid');
    expect(await receipts.listReceipts(app.place.db, {}, 10)).toHaveLength(4);
  });
});
