import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { databases } from '../support/database.ts';
import { buildMerchant } from '../support/factories.ts';
import { type StartOptions, startApp, type TestApp } from '../support/start-app.ts';

/** What users of mpay v1 have in their shops, panels and themes. Shapes: docs/reference/mpay-v1.md, section 1. */
describe.each(databases.filter(({ available }) => available))('old addresses on $name', ({ name }) => {
  const running: TestApp[] = [];
  afterEach(async () => {
    for (const app of running.splice(0)) await app.stop();
  });
  async function start(options: StartOptions = {}): Promise<TestApp> {
    const app = await startApp(name, options);
    running.push(app);
    return app;
  }

  const queries = (app: TestApp) => app.simulator.requests.count('query');
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const signOf = ({ merchant }: TestApp) => md5(`${merchant.pid}${merchant.key}`);

  let asked = 1_000;
  async function open(app: TestApp): Promise<Order> {
    asked += 1;
    const order = await app.order({ money: formatFen(fen(asked)) });
    await app.services.listener.idle();
    return order;
  }

  async function ask(app: TestApp, path: string, init: RequestInit = {}) {
    const answer = await fetch(`${app.url}${path}`, { redirect: 'manual', ...init });
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('content-type'), path).toContain('application/json');
    return answer.json();
  }

  describe('/checkOrder/{pid}/{sign}', () => {
    test('says how many orders of the merchant are open, by GET and POST', async () => {
      const app = await start();
      const path = `/checkOrder/${app.merchant.pid}/${signOf(app)}`;
      expect(await ask(app, path)).toEqual({ code: 0, msg: '没有新订单' });
      await open(app);
      const paid = await open(app);
      await open(app);
      expect(await ask(app, path)).toEqual({ code: 1, msg: '有3个新订单' });
      expect(await ask(app, path, { method: 'POST' })).toEqual({ code: 1, msg: '有3个新订单' });
      await app.tick(4_000);
      app.pay(paid);
      await app.tick(4_000);
      expect(await ask(app, path)).toEqual({ code: 1, msg: '有2个新订单' });
      await app.tick(5 * MINUTE);
      expect(await ask(app, path)).toEqual({ code: 0, msg: '没有新订单' });
    });

    test('a wrong signature, an unknown merchant and another merchant’s orders: nothing is told and nothing is asked', async () => {
      const app = await start();
      await open(app);
      const other = await buildMerchant(app.place.db);
      const asked = app.simulator.requests.count();
      await app.tick(10 * SECOND);
      const before = app.simulator.requests.count();
      expect(before).toBeGreaterThan(asked);
      const refused = { code: 2, msg: '签名错误' };
      const { pid } = app.merchant;
      for (const path of [
        `${pid}/${md5('x')}`,
        `${pid}/x`,
        `999999/${signOf(app)}`,
        `abc/${signOf(app)}`,
        `0/${signOf(app)}`,
      ]) {
        expect(await ask(app, `/checkOrder/${path}`), path).toEqual(refused);
      }
      const theirs = md5(`${other.pid}${other.key}`);
      expect(await ask(app, `/checkOrder/${other.pid}/${theirs}`)).toEqual({ code: 0, msg: '没有新订单' });
      await app.services.listener.idle();
      expect(app.simulator.requests.count()).toBe(before);
    });

    test('without its signature it is answered with 参数错误 (without both it is V免签’s)', async () => {
      const app = await start();
      const answer = await fetch(`${app.url}/checkOrder/${app.merchant.pid}`);
      expect(await answer.text()).toContain('参数错误');
    });
  });

  describe('/checkPayResult', () => {
    const path = (app: TestApp, pid = app.merchant.pid, aid = app.accountId) =>
      `/checkPayResult?pid=${pid}&aid=${aid}`;

    test('finds the payment and says that it paid an order, whose number stays a secret', async () => {
      const app = await start();
      const order = await open(app);
      app.clock.advance(4 * SECOND);
      expect(await ask(app, path(app))).toMatchObject({ code: 0, msg: '收款通知无新消息' });
      app.pay(order);
      app.clock.advance(4 * SECOND);
      expect(await ask(app, path(app))).toEqual([
        { order: expect.stringMatching(/^\d{14}\*{4}\d{4}$/), code: 1, msg: 'notify success' },
      ]);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid' });
      await app.services.notifier.idle();
      expect(app.shop.received).toHaveLength(1);
    });

    test('no open order, an account on demand, or one that is stopped: a plain word and no request', async () => {
      const app = await start();
      const nothing = { code: 0, msg: '非本账号订单或监听模式不对' };
      expect(await ask(app, path(app))).toEqual(nothing);
      expect(app.simulator.requests.count()).toBe(0);

      const onDemand = await start({ mode: 'on_demand' });
      await open(onDemand);
      expect(await ask(onDemand, path(onDemand))).toEqual(nothing);
      expect(onDemand.simulator.requests.count()).toBe(0);

      const stopped = await start();
      stopped.simulator.faults.wrongPassword = true;
      await open(stopped);
      const before = stopped.simulator.requests.count();
      stopped.clock.advance(MINUTE);
      expect(await ask(stopped, path(stopped))).toEqual(nothing);
      expect(stopped.simulator.requests.count()).toBe(before);
    });

    test('an account that is not this merchant’s, or none at all: code 4', async () => {
      const app = await start();
      await open(app);
      const before = app.simulator.requests.count();
      app.clock.advance(MINUTE);
      const { pid } = await buildMerchant(app.place.db);
      const wrong = { code: 4, msg: '监听收款配置错误' };
      for (const at of [
        path(app, pid),
        path(app, app.merchant.pid, 999),
        '/checkPayResult',
        '/checkPayResult?pid=&aid=',
        '/checkPayResult?pid=x&aid=1e1',
        `${path(app)}&aid=2`,
      ]) {
        expect(await ask(app, at), at).toEqual(wrong);
      }
      expect(app.simulator.requests.count()).toBe(before);
    });

    test('an error of the platform is told in its own words', async () => {
      const app = await start();
      await open(app);
      app.simulator.faults.failNext(1, 'http500');
      app.clock.advance(4 * SECOND);
      expect(await ask(app, path(app))).toEqual({ code: 0, msg: '收钱吧暂时不可用（HTTP 500）' });
    });
  });

  test('however often both are called, from wherever, the platform hears one query in an interval', async () => {
    const INTERVAL = 20 * SECOND;
    const app = await start({ intervalMs: INTERVAL });
    await open(app);
    const [checkOrder, checkPayResult] = [
      `/checkOrder/${app.merchant.pid}/${signOf(app)}`,
      `/checkPayResult?pid=${app.merchant.pid}&aid=${app.accountId}`,
    ];
    for (let second = 1; second <= 65; second++) {
      app.clock.advance(SECOND);
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => ask(app, at % 2 === 0 ? checkOrder : checkPayResult)),
      );
      await app.services.listener.idle();
      await app.tick();
    }
    const times = app.simulator.requests.all().flatMap(({ call, at }) => (call === 'query' ? [at] : []));
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 21 * SECOND, 42 * SECOND, 63 * SECOND]);
    expect(queries(app)).toBe(4);
  });

  describe('paths', () => {
    test.each(['/submit.php', '/submit', '//submit.php', '///submit.php', '//submit'])(
      '%s takes an order by GET and by POST',
      async (path) => {
        const app = await start();
        for (const send of [
          (form: URLSearchParams) => fetch(`${app.url}${path}?${form}`, { redirect: 'manual' }),
          (form: URLSearchParams) =>
            fetch(`${app.url}${path}`, { method: 'POST', body: form, redirect: 'manual' }),
        ]) {
          const answer = await send(new URLSearchParams(app.form()));
          expect(answer.status).toBe(302);
          const cashier = answer.headers.get('location') ?? '';
          expect(cashier).toMatch(new RegExp(`^${app.url}/Pay/console/\\d{32}$`));
          const page = await fetch(cashier);
          expect(page.status).toBe(200);
          expect(await page.text()).toContain('VIP会员');
        }
      },
    );

    test.each(['/mapi.php', '/mapi', '//mapi.php', '//mapi'])('%s takes an order', async (path) => {
      const app = await start();
      const told = await ask(app, path, { method: 'POST', body: new URLSearchParams(app.form()) });
      expect(told).toMatchObject({
        code: 1,
        msg: '订单创建成功',
        payurl: `${app.url}/Pay/console/${told.trade_no}`,
      });
      expect(await app.find(told.trade_no)).toMatchObject({ state: 'pending' });
    });

    test.each(['/api.php', '/api', '//api.php'])('%s tells of an order', async (path) => {
      const app = await start();
      const order = await open(app);
      const query = new URLSearchParams({
        act: 'order',
        pid: String(app.merchant.pid),
        key: app.merchant.key,
        trade_no: order.tradeNo,
      });
      expect(await ask(app, `${path}?${query}`)).toMatchObject({
        code: 1,
        trade_no: order.tradeNo,
        status: 0,
      });
      const body = new URLSearchParams([...query].filter(([field]) => field !== 'act'));
      expect(await ask(app, `${path}?act=order`, { method: 'POST', body })).toMatchObject({ code: 1 });
    });

    test('/getOrderState has the old names: seconds left while it waits, 0 when it is over, the signed way back when it is paid', async () => {
      const app = await start();
      const [paid, over] = [await open(app), await open(app)];
      const state = (order: Order) => ask(app, `/getOrderState/${order.tradeNo}`);
      app.clock.advance(4 * SECOND);
      expect(await state(paid)).toMatchObject({ order_id: paid.tradeNo, passtime: 296, state: 0 });
      expect(await state(paid)).not.toHaveProperty('return_url');
      app.pay(paid);
      await app.tick();
      await app.tick(4 * SECOND);
      const done = await state(paid);
      expect(done).toMatchObject({ order_id: paid.tradeNo, state: 1 });
      const { order_id: own, ...returned } = Object.fromEntries(new URL(done.return_url).searchParams);
      expect(own).toBe('7');
      expect(verifyEpaySign(returned, app.merchant.key)).toBe(true);
      await app.tick(5 * MINUTE);
      expect(await state(over)).toMatchObject({ order_id: over.tradeNo, passtime: 0, state: 0 });
    });
  });
});
