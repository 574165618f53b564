import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { type NewReceipt, receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import { settleReceipt } from '../../src/flow/settlement/index.ts';
import { type House, startHouse } from '../../src/house.ts';
import type { Services } from '../../src/services.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { setStage } from '../support/child-house.ts';
import { type DatabaseKind, databases } from '../support/database.ts';
import { runJobs, type StartOptions, startApp, type TestApp, testConfig } from '../support/start-app.ts';
import { until } from '../support/until.ts';

const SHIFTED_CLOCK = pathToFileURL(
  fileURLToPath(new URL('../support/shifted-clock.mjs', import.meta.url)),
).href;
const LONG = { orderLifetimeMs: 60 * MINUTE };

describe.each(databases.filter(({ available }) => available))('two processes on one $name', ({ name }) => {
  test('60 sales, made in both in turn: each paid by one receipt, each shop called once, the account asked once an interval', async () => {
    const ROUNDS = 5;
    const EACH = 12;
    const INTERVAL = 3 * SECOND;
    const stage = await setStage(name, { intervalMs: INTERVAL, terminals: ['T-1', 'T-2'], rules: LONG });
    try {
      const houses = await Promise.all([stage.start(), stage.start()]);
      const { db } = stage.place;
      const sales: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const begun = await Promise.all(
          Array.from({ length: EACH }, async (_, at) => {
            // All ask for the same amount: both processes reach for the same slots.
            const body = new URLSearchParams(stage.form({ money: '10.00' }));
            const answer = await fetch(`${houses[at % 2]?.url}/mapi.php`, { method: 'POST', body });
            return (await answer.json()) as { code: number; trade_no: string };
          }),
        );
        expect(begun.map(({ code }) => code)).toEqual(Array.from({ length: EACH }, () => 1));
        const tradeNos = begun.map(({ trade_no }) => trade_no);
        const placed = await Promise.all(tradeNos.map((tradeNo) => orders.getOrder(db, tradeNo)));
        const places = placed.map(({ placement }) => `${placement?.terminal}/${placement?.payableFen}`);
        expect(new Set(places).size, 'no two open orders wait for the same money').toBe(EACH);
        for (const { placement } of placed) {
          if (!placement) throw new Error('an order got no code');
          const { terminal, payType, payableFen } = placement;
          stage.simulator.pay({ terminal, payType, amountFen: payableFen });
        }
        sales.push(...tradeNos);
        const acknowledged = () => db('notifications').where({ state: 'acknowledged' });
        await until(
          'every shop has acknowledged',
          async () => (await acknowledged()).length === sales.length,
          30_000,
        );
      }
      await Promise.all(houses.map((house) => house.stop()));

      const told = stage.shop.received.map(({ params }) => params.trade_no);
      expect(told.toSorted()).toEqual(sales.toSorted());
      const kept = await db('receipts').select();
      expect(kept.map(({ trade_no }) => trade_no).toSorted()).toEqual(sales.toSorted());
      expect(kept.every(({ state }) => state === 'used')).toBe(true);
      for (const tradeNo of sales) {
        const order = await orders.getOrder(db, tradeNo);
        const mine = kept.find(({ trade_no }) => trade_no === tradeNo);
        expect(order).toMatchObject({ state: 'paid', receiptId: Number(mine?.id) });
        expect(Number(mine?.amount_fen)).toBe(order.placement?.payableFen);
      }
      const paidLines = houses.flatMap((house) => house.lines()).filter(({ msg }) => msg === 'order_paid');
      expect(paidLines.map(({ tradeNo }) => tradeNo).toSorted()).toEqual(sales.toSorted());

      // Each process looks every second: without the common lease, gaps would be a second or less.
      const asked = stage.simulator.requests.all().flatMap(({ call, at }) => (call === 'query' ? [at] : []));
      const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
      expect(gaps.length).toBeGreaterThanOrEqual(ROUNDS - 1);
      expect(Math.min(...gaps)).toBeGreaterThan(INTERVAL - SECOND);
      for (const house of houses) {
        expect(house.lines().filter(({ level }) => Number(level) >= 50)).toEqual([]);
      }
    } finally {
      await stage.close();
    }
  }, 120_000);

  if (name === 'mysql')
    test.each([90, -90])(
      'the clock of one is %d s off: what the other began is settled as by any',
      async (seconds) => {
        const rules = { orderLifetimeMs: MINUTE, graceMs: 0 };
        const stage = await setStage(name, { rules });
        try {
          const { db } = stage.place;
          const right = await stage.start();
          const body = new URLSearchParams(stage.form());
          const answer = await fetch(`${right.url}/mapi.php`, { method: 'POST', body });
          const { trade_no } = (await answer.json()) as { trade_no: string };
          await right.stop();
          const { placement } = await orders.getOrder(db, trade_no);
          if (!placement) throw new Error('the order got no code');
          const { terminal, payType, payableFen } = placement;
          stage.simulator.pay({ terminal, payType, amountFen: payableFen });
          await stage.start({ preload: SHIFTED_CLOCK, env: { CLOCK_OFFSET_MS: String(seconds * SECOND) } });
          await until('its shop has acknowledged', () => stage.shop.received.length === 1, 30_000);
          expect(await orders.getOrder(db, trade_no)).toMatchObject({ state: 'paid', odd: [] });
        } finally {
          await stage.close();
        }
      },
      60_000,
    );

  // Two houses in one process wait for each other's locks without end on SQLite; one SQLite has one house.
  if (name === 'mysql') bothAtOnce(name);
});

function bothAtOnce(name: DatabaseKind): void {
  const running: { app: TestApp; second: House }[] = [];
  afterEach(async () => {
    for (const { app, second } of running.splice(0)) {
      await second.stop();
      await app.stop();
    }
  });

  /** The app and a second house on its database, with the same clock. */
  async function startTwo(options: StartOptions = {}) {
    const app = await startApp(name, { rules: LONG, ...options });
    const second = await startHouse({
      config: testConfig(app.place),
      log: app.log.log,
      clock: app.clock,
      withJobs: false,
      random: () => 0.5,
    });
    running.push({ app, second });
    const services = second.services();
    if (!services) throw new Error('the second house did not start');
    return { app, second, both: [app.services, services] as [Services, Services] };
  }

  let amount = 1_000;
  async function open(app: TestApp, changes: Record<string, string> = {}): Promise<Order> {
    amount += 1;
    const order = await app.order({ money: formatFen(fen(amount)), ...changes });
    await app.services.listener.idle();
    return order;
  }

  /** What the platform would tell of this order's payment. */
  function payment(app: TestApp, { placement, pid }: Order, externalId: string): NewReceipt {
    if (!placement) throw new Error('the order has no code');
    const { payType, payableFen, terminal } = placement;
    const now = app.clock.now();
    return {
      accountId: app.accountId,
      pid,
      platform: 'sqbpay',
      externalId,
      payType,
      amountFen: payableFen,
      terminal,
      paidAt: now,
      seenAt: now,
      raw: '{}',
    };
  }

  const tickBoth = (app: TestApp, second: House) => Promise.all([runJobs(app.house), runJobs(second)]);
  const queries = (app: TestApp) => app.simulator.requests.count('query');

  test('both look every second for ten minutes: one query in each interval, as if there were one process', async () => {
    const { app, second } = await startTwo({ intervalMs: 20 * SECOND });
    await open(app);
    for (let second_ = 1; second_ <= 600; second_++) {
      app.clock.advance(SECOND);
      await tickBoth(app, second);
    }
    const asked = app.simulator.requests.all().flatMap(({ call, at }) => (call === 'query' ? [at] : []));
    expect(asked.slice(1).map((at, index) => at - (asked[index] ?? 0))).toEqual(
      Array.from({ length: Math.floor(600 / 21) }, () => 21 * SECOND),
    );
  });

  test('forty presses on 确认支付 in both at once are one query', async () => {
    const { app, both } = await startTwo({ mode: 'on_demand' });
    const order = await open(app);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => both[at % 2 === 0 ? 0 : 1].confirmPaid(order.tradeNo)),
    );
    expect(answers.filter((answer) => 'asked' in answer)).toHaveLength(1);
    expect(queries(app)).toBe(1);
  });

  test('60 notifications are due again, both claim at once: one call each', async () => {
    const { app, second } = await startTwo();
    app.shop.answer = { status: 500 };
    const sold = await Promise.all(
      Array.from({ length: 60 }, (_, at) => app.order({ money: formatFen(fen(20_000 + at)) })),
    );
    await app.services.listener.idle();
    app.clock.advance(4 * SECOND);
    for (const order of sold) app.pay(order);
    await tickBoth(app, second);
    expect(app.shop.received).toHaveLength(60);
    app.shop.answer = {};
    for (let round = 0; round < 20; round++) {
      app.clock.advance(SECOND);
      await tickBoth(app, second);
    }
    const calls = new Map<string, number>();
    for (const { params } of app.shop.received) {
      const tradeNo = params.trade_no ?? '';
      calls.set(tradeNo, (calls.get(tradeNo) ?? 0) + 1);
    }
    // One at the payment, one more when it was due again.
    expect([...calls.values()]).toEqual(Array.from({ length: 60 }, () => 2));
    const rows = await notifications.findNotifications(app.place.db, [...calls.keys()]);
    expect(rows.every(({ state, attempts }) => state === 'acknowledged' && attempts === 2)).toBe(true);
  });

  test('the same 50 payments reach both at the same moment: each is recorded once and settles one order', async () => {
    const { app, both } = await startTwo();
    const sold = await Promise.all(
      Array.from({ length: 50 }, (_, at) => app.order({ money: formatFen(fen(30_000 + at)) })),
    );
    await app.services.listener.idle();
    const told = sold.map((order, at) => payment(app, order, `twice-${at}`));
    await Promise.all(
      [...both, ...both].map(async ({ db, settlement }) => {
        await recordReceipts(db, told);
        const known = await receipts.findByExternalIds(db, told);
        await Promise.all(known.map((receipt) => settleReceipt(settlement, receipt)));
      }),
    );
    await Promise.all(both.map(({ notifier }) => notifier.idle()));
    const kept = await receipts.listReceipts(app.place.db, {}, 1_000);
    expect(kept).toHaveLength(50);
    expect(kept.every(({ state }) => state === 'used')).toBe(true);
    expect(new Set(kept.map(({ tradeNo }) => tradeNo))).toEqual(new Set(sold.map(({ tradeNo }) => tradeNo)));
    expect(app.shop.received).toHaveLength(50);
    expect(app.log.lines().filter(({ msg }) => msg === 'order_paid')).toHaveLength(50);
  });

  test('one hangs at a shop: the other leaves the notification alone until the lease is over, then sends it; one acknowledgement', async () => {
    const { app, second } = await startTwo();
    const order = await open(app);
    app.clock.advance(4 * SECOND);
    app.pay(order);
    app.shop.answer = { hang: true };
    await app.house.scheduler()?.run('look-for-new-orders');
    await app.services.listener.idle();
    await app.shop.waitFor(1);

    app.shop.answer = {};
    app.clock.advance(14 * SECOND);
    await runJobs(second);
    expect(app.shop.received).toHaveLength(1);
    app.clock.advance(SECOND);
    await runJobs(second);
    expect(app.shop.received).toHaveLength(2);
    app.shop.hangUp('success');
    await app.services.notifier.idle();
    for (let round = 0; round < 30; round++) {
      app.clock.advance(5 * SECOND);
      await tickBoth(app, second);
    }
    expect(app.shop.received).toHaveLength(2);
    const attempts = await notifications.listAttempts(app.place.db, order.tradeNo);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
    expect(await notifications.findNotification(app.place.db, order.tradeNo)).toMatchObject({
      state: 'acknowledged',
    });
  });

  test('one died before it could send: the other sends when the lease is over', async () => {
    const { app, second, both } = await startTwo();
    const order = await open(app);
    app.clock.advance(4 * SECOND);
    // The settlement of a process that dies right after its commit: nobody is told.
    const dying: Services['settlement'] = { ...both[0].settlement, paid() {} };
    const [receipt] = await recordReceipts(app.place.db, [payment(app, order, 'last-of-the-dying')]);
    if (!receipt) throw new Error('the payment was not recorded');
    expect(await settleReceipt(dying, receipt)).toBe(order.tradeNo);
    expect((await app.find(order.tradeNo)).state).toBe('paid');
    app.clock.advance(14 * SECOND);
    await runJobs(second);
    expect(app.shop.received).toHaveLength(0);
    app.clock.advance(SECOND);
    await runJobs(second);
    expect(app.shop.received).toHaveLength(1);
  });

  test('one is stuck in a query: the other asks when the lease is over; the late answer of the first changes nothing', async () => {
    const { app, second, both } = await startTwo();
    const order = await open(app);
    app.clock.advance(4 * SECOND);
    app.pay(order);
    const account = await app.services.accounts.get(app.place.db, app.accountId);
    app.simulator.requests.reset();
    app.simulator.faults.delayMs = 3_000;
    const stuck = both[0].listener.askNow(account);
    await until('the first query is on its way', () => queries(app) === 1);
    app.simulator.faults.delayMs = 0;

    app.clock.advance(29 * SECOND);
    expect(await both[1].listener.askNow(account)).toMatchObject({ asked: false });
    app.clock.advance(SECOND);
    await runJobs(second);
    expect(queries(app)).toBe(2);
    expect((await app.find(order.tradeNo)).state).toBe('paid');

    expect(await stuck).toMatchObject({ asked: true, ok: true, settled: [] });
    await both[0].notifier.idle();
    expect(await receipts.listReceipts(app.place.db, {}, 10)).toHaveLength(1);
    expect(app.shop.received).toHaveLength(1);
  });
}
