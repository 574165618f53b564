import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { type House, startHouse } from '../../src/house.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { saying } from '../../src/shared/saying.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { type FakeShop, isSigned, type ShopAnswer, startFakeShop } from '../support/fake-shop.ts';
import { inChinese } from '../support/in-chinese.ts';
import { runJobs, startApp, type TestApp, testConfig } from '../support/start-app.ts';

/** Design, rule 6, written out: when a notification is tried, counted from the payment. */
const PLANNED = [
  ...[0, 5, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 3, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4].map((hours) => hours * HOUR),
  ...[10, 16, 22].map((hours) => hours * HOUR),
  ...[1, 2, 3, 4, 5, 6].map((days) => 22 * HOUR + days * DAY),
];

describe.each(databases.filter(({ available }) => available))('what shops answer, on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name);
  });
  afterAll(() => app.stop());

  // Each order asks for another amount, so that no order waits for another's slot.
  let asked = 2_000;
  const nextMoney = () => formatFen(fen(++asked));

  /** An order for this address, paid and settled; its first attempt is over. */
  async function sell(notifyUrl = `${app.shop.url}/notify`, house: House = app.house): Promise<Order> {
    const order = await app.order({ money: nextMoney(), notify_url: notifyUrl });
    await app.services.listener.idle();
    app.clock.advance(4_000);
    app.pay(order);
    await runJobs(house);
    const paid = await app.find(order.tradeNo);
    expect(paid.state).toBe('paid');
    return paid;
  }

  const attemptsOf = (order: Order) => notifications.listAttempts(app.place.db, order.tradeNo);

  async function notificationOf(order: Order) {
    const found = await notifications.findNotification(app.place.db, order.tradeNo);
    if (!found) throw new Error(`no notification was queued for ${order.tradeNo}`);
    return found;
  }

  const callsFor = (shop: FakeShop, order: Order) =>
    shop.received.filter(({ params }) => params.trade_no === order.tradeNo);

  test('500 three times, then success: four calls at 0, 5, 15 and 30 s, the same words each time, then silence', async () => {
    app.shop.next({ status: 500 }, { status: 500, body: 'success' }, { status: 502, body: '' });
    const order = await sell();
    const paidAt = app.clock.now();
    for (let second = 1; second <= 40; second++) await app.tick(SECOND);

    const attempts = await attemptsOf(order);
    expect(attempts.map(({ startedAt }) => startedAt - paidAt)).toEqual([0, 5_000, 15_000, 30_000]);
    expect(attempts).toMatchObject([
      {
        number: 1,
        outcome: 'refused',
        httpStatus: 500,
        cause: saying('cause.status', { status: 500 }),
        bodyHead: 'success',
        byHand: false,
      },
      {
        number: 2,
        outcome: 'refused',
        httpStatus: 500,
        cause: saying('cause.status', { status: 500 }),
        bodyHead: 'success',
      },
      {
        number: 3,
        outcome: 'refused',
        httpStatus: 502,
        cause: saying('cause.status', { status: 502 }),
        bodyHead: '',
      },
      { number: 4, outcome: 'acknowledged', httpStatus: 200, cause: null, bodyHead: 'success' },
    ]);
    const calls = callsFor(app.shop, order);
    expect(new Set(calls.map(({ query }) => query)).size).toBe(1);
    expect(calls.every((call) => isSigned(call, app.merchant.key))).toBe(true);

    for (const wait of [MINUTE, HOUR, DAY]) await app.tick(wait);
    expect(callsFor(app.shop, order)).toHaveLength(4);
    expect(await notificationOf(order)).toMatchObject({
      state: 'acknowledged',
      attempts: 4,
      nextAttemptAt: null,
      lastCause: null,
    });
  });

  test.each([
    ['the shortest waits', 0, 0.9],
    ['the planned waits', 0.5, 1],
    ['the longest waits', 1 - Number.EPSILON, 1.1],
  ])(
    'a shop that never answers rightly, with %s: 21 attempts in 7 days, each near its planned time, then a person is told',
    async (_waits, random, factor) => {
      const config = testConfig(app.place);
      const house = await startHouse({
        config,
        log: app.log.log,
        clock: app.clock,
        withJobs: false,
        random: () => random,
      });
      app.shop.answers.set('/never', { status: 500, body: 'out of order' });
      const order = await sell(`${app.shop.url}/never`, house);
      const paidAt = app.clock.now();

      const times = [0];
      for (;;) {
        const { state, nextAttemptAt } = await notificationOf(order);
        if (state !== 'queued' || nextAttemptAt === null) break;
        const before = callsFor(app.shop, order).length;
        app.clock.set(nextAttemptAt - 1);
        await runJobs(house);
        expect(callsFor(app.shop, order), 'a millisecond too early').toHaveLength(before);
        app.clock.set(nextAttemptAt);
        await runJobs(house);
        expect(callsFor(app.shop, order), 'when it is due').toHaveLength(before + 1);
        times.push(nextAttemptAt - paidAt);
      }
      await house.stop();

      expect(times).toHaveLength(PLANNED.length);
      times.forEach((time, index) => {
        const planned = PLANNED[index] ?? Number.NaN;
        expect(time, `attempt ${index + 1}`).toBeGreaterThanOrEqual(Math.floor(planned * 0.9));
        expect(time, `attempt ${index + 1}`).toBeLessThanOrEqual(Math.ceil(planned * 1.1));
      });
      expect(times[1]).toBe(Math.round(5 * SECOND * factor));
      expect((await attemptsOf(order)).map(({ number }) => number)).toEqual(
        PLANNED.map((_time, index) => index + 1),
      );
      expect(await notificationOf(order)).toMatchObject({
        state: 'given_up',
        attempts: 21,
        lastCause: saying('cause.status', { status: 500 }),
      });
      const told = app.log
        .lines()
        .filter(({ msg, tradeNo }) => msg === 'notification_given_up' && tradeNo === order.tradeNo);
      expect(told).toHaveLength(1);

      app.shop.answers.delete('/never');
      expect(await app.services.notifier.resend(order.tradeNo, actorNamed('keeper'))).toMatchObject({
        outcome: 'acknowledged',
      });
      expect(await notificationOf(order)).toMatchObject({ state: 'acknowledged' });
    },
  );

  test('a shop that is down for an hour hears of its sale when it is back; its nine failures name the refused connection', async () => {
    const port = await freePort();
    const order = await sell(`http://127.0.0.1:${port}/notify`);
    const paidAt = app.clock.now();
    const walkTo = async (end: number, step: number) => {
      while (app.clock.now() - paidAt < end) await app.tick(step);
    };
    await walkTo(MINUTE, 5 * SECOND);
    await walkTo(HOUR - 30 * SECOND, 30 * SECOND);

    const failed = await attemptsOf(order);
    expect(failed.map(({ startedAt }) => startedAt - paidAt)).toEqual(PLANNED.slice(0, 9));
    for (const attempt of failed) {
      expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: null, bodyHead: '' });
      expect(inChinese(attempt.cause)).toContain('拒绝了连接');
      expect(inChinese(attempt.cause)).toContain(`127.0.0.1:${port}`);
    }
    const shop = await shopAt(port);
    await walkTo(HOUR, 30 * SECOND);
    expect(shop.calls).toHaveLength(1);
    expect(shop.calls[0]).toContain(`trade_no=${order.tradeNo}`);
    expect(await notificationOf(order)).toMatchObject({ state: 'acknowledged', attempts: 10 });
    await shop.close();
  });

  test('an outage of ours is followed by one attempt, not by a burst of those that were missed', async () => {
    app.shop.answers.set('/outage', { status: 503 });
    const order = await sell(`${app.shop.url}/outage`);
    await app.tick(3 * HOUR);
    for (let second = 0; second < 60; second++) await app.tick(SECOND);
    expect(await attemptsOf(order)).toHaveLength(2);
    app.shop.answers.delete('/outage');
    await app.tick(HOUR + 10 * MINUTE);
    expect(await notificationOf(order)).toMatchObject({ state: 'acknowledged', attempts: 3 });
  });

  const ANSWERS: readonly [title: string, answer: ShopAnswer, outcome: string, cause: RegExp | null][] = [
    ['success', { body: 'success' }, 'acknowledged', null],
    ['success in capitals with blanks and a BOM', { body: '\ufeff  SUCCESS \r\n' }, 'acknowledged', null],
    [
      'HTML around success',
      { body: '<html><head><title>x</title></head><body>success</body></html>' },
      'acknowledged',
      null,
    ],
    [
      'a PHP notice before success',
      { body: '\nNotice: Undefined index: a in /www/notify.php on line 3\n\nsuccess' },
      'acknowledged',
      null,
    ],
    [
      'a page with success in a class name',
      { body: '<div class="alert-success">支付失败，请重试</div>' },
      'refused',
      /没有返回 success/,
    ],
    [
      'a page with success in a script',
      { body: `<html><script>var success = 1;</script><body>${'欢迎光临'.repeat(40)}</body></html>` },
      'refused',
      /没有返回 success/,
    ],
    ['fail', { body: 'fail' }, 'refused', /“fail”/],
    ['unsuccessful', { body: 'unsuccessful' }, 'refused', /“unsuccessful”/],
    ['nothing', { body: '' }, 'refused', /空白/],
    ['404', { status: 404, body: 'success' }, 'refused', /HTTP 404.*不存在/],
    ['403 of a firewall', { status: 403, body: '<h1>403</h1>' }, 'refused', /HTTP 403.*防火墙/],
    ['a cut connection', { reset: true }, 'failed', /中途断开/],
    [
      'bytes that are no text',
      { body: Buffer.from([0xff, 0x00, 0xfe, 0x80]) },
      'refused',
      /没有返回 success/,
    ],
    ['characters of four bytes', { body: '🀄'.repeat(400) }, 'refused', /🀄/],
  ];

  test.each(ANSWERS)('%s', async (title, answer, outcome, cause) => {
    const path = `/answer-${ANSWERS.findIndex(([known]) => known === title)}`;
    app.shop.answers.set(path, answer);
    const order = await sell(`${app.shop.url}${path}`);
    const [attempt, ...more] = await attemptsOf(order);
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({
      outcome,
      httpStatus: outcome === 'failed' ? null : (answer.status ?? 200),
    });
    if (cause) expect(inChinese(attempt?.cause)).toMatch(cause);
    else expect(attempt?.cause).toBeNull();
    expect(Buffer.byteLength(attempt?.bodyHead ?? '')).toBeLessThanOrEqual(512);
    const { state, lastCause } = await notificationOf(order);
    expect(state).toBe(outcome === 'acknowledged' ? 'acknowledged' : 'queued');
    expect(lastCause).toEqual(attempt?.cause ?? null);
    // Nothing of this one waits for the next test.
    app.shop.answers.delete(path);
    await app.tick(10 * SECOND);
    expect((await notificationOf(order)).state).toBe('acknowledged');
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect (%i) is not followed, and the cause says where it led',
    async (status) => {
      const elsewhere = await startFakeShop();
      const location = `${elsewhere.url}/real?token=not-to-be-told`;
      app.shop.answers.set('/moved', { status, headers: { location }, body: 'success' });
      const order = await sell(`${app.shop.url}/moved`);
      const [attempt] = await attemptsOf(order);
      expect(attempt).toMatchObject({ outcome: 'refused', httpStatus: status });
      expect(inChinese(attempt?.cause)).toContain('跳转');
      expect(inChinese(attempt?.cause)).toContain(`${elsewhere.url}/real`);
      expect(inChinese(attempt?.cause)).not.toContain('not-to-be-told');
      expect(elsewhere.received).toEqual([]);
      app.shop.answers.delete('/moved');
      await app.tick(10 * SECOND);
      expect(callsFor(app.shop, order)).toHaveLength(2);
      await elsewhere.close();
    },
  );

  test('a body of 10 MB is cut off early and refused; its first 512 bytes are kept', async () => {
    const greedy = await startFakeShop();
    greedy.answer = { bodyBytes: 10 * 1024 * 1024 };
    const begun = performance.now();
    const order = await sell(`${greedy.url}/notify`);
    expect(performance.now() - begun).toBeLessThan(5_000);
    const [attempt] = await attemptsOf(order);
    expect(attempt).toMatchObject({ outcome: 'refused', httpStatus: 200, bodyHead: 'x'.repeat(512) });
    // What the two sockets hold between them may be on its way; the rest was never asked for.
    expect(greedy.bytesTaken()).toBeLessThan(8 * 1024 * 1024);
    await expect.poll(() => greedy.connections()).toBe(0);
    await greedy.close();
    await app.tick(0);
  });

  test('16 shops that say nothing, and one with 20 calls that hang, delay nobody; each is given up after 10 s', async () => {
    const hanging = await Promise.all(Array.from({ length: 17 }, startFakeShop));
    for (const shop of hanging) shop.answer = { hang: true };
    const [crowded, ...others] = hanging;
    if (!crowded) throw new Error('no shop was started');
    const targets = [...others, ...Array.from({ length: 20 }, () => crowded)];
    const slow: Order[] = [];
    for (const { url } of targets)
      slow.push(await app.order({ money: nextMoney(), notify_url: `${url}/notify` }));
    const quick = await app.order({ money: nextMoney(), notify_url: `${app.shop.url}/quick` });

    /** As app.tick, but waits for no shop. */
    const look = async (ms: number) => {
      app.clock.advance(ms);
      await app.house.scheduler()?.run('look-for-new-orders');
      await app.services.listener.idle();
    };
    app.clock.advance(4_000);
    for (const order of slow) app.pay(order);
    const begun = performance.now();
    await look(0);
    await Promise.all([...others.map((shop) => shop.waitFor(1)), crowded.waitFor(16)]);

    app.pay(quick);
    await look(4_000);
    await expect.poll(() => app.shop.at('/quick')).toHaveLength(1);

    const asked = performance.now();
    const state = await (await fetch(`${app.url}/getOrderState/${quick.tradeNo}`)).json();
    expect(state).toMatchObject({ state: 1 });
    const page = await fetch(`${app.url}/Pay/console/${quick.tradeNo}`);
    expect(page.status).toBe(200);
    const another = await app.order({ money: nextMoney() });
    expect(another.state).toBe('pending');
    expect(performance.now() - asked).toBeLessThan(2_000);
    // All of that came while every slow shop still kept silent.
    expect(performance.now() - begun).toBeLessThan(9_000);
    for (const order of slow) expect(await attemptsOf(order)).toEqual([]);

    // Four of the crowded shop's calls begin only when its first ones are given up; nobody need wait for those.
    const attempts = async () => (await Promise.all(slow.map(attemptsOf))).flat();
    await expect.poll(async () => (await attempts()).length, { timeout: 12_000, interval: 100 }).toBe(32);
    expect(performance.now() - begun).toBeLessThan(12_000);
    for (const attempt of await attempts()) {
      expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: null, bodyHead: '' });
      expect(inChinese(attempt.cause)).toMatch(/10 秒内没有完整回应/);
      expect(attempt.durationMs).toBeGreaterThanOrEqual(9_500);
      expect(attempt.durationMs).toBeLessThan(11_500);
    }
    for (const shop of hanging) {
      shop.answer = {};
      shop.hangUp('success');
    }
    await app.tick(5 * SECOND);
    await app.tick(15 * SECOND);
    for (const order of slow) expect(await notificationOf(order)).toMatchObject({ state: 'acknowledged' });
    await Promise.all(hanging.map((shop) => shop.close()));
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A shop that opens on a port which was closed until now. */
async function shopAt(port: number) {
  const calls: string[] = [];
  const server = createServer((req, res) => {
    calls.push(req.url ?? '');
    res.end('success');
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    calls,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
