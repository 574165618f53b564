import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { type ChildHouse, type Stage, setStage } from '../support/child-house.ts';
import { databases } from '../support/database.ts';
import { isSigned } from '../support/fake-shop.ts';
import { until } from '../support/until.ts';

const CRASH_AT = pathToFileURL(fileURLToPath(new URL('../support/crash-at.mjs', import.meta.url))).href;
const TERMINAL = 'T-1';
/** How many of the points between "receipt seen" and "notification acknowledged" are tried, spread evenly. */
const CRASHES = 22;
/** A restart comes so much later (by the process's own clock): whatever the dead one had leased is free again. */
const LATER = MINUTE;

/**
 * The real product is killed with SIGKILL again and again, each time at another point of a sale, and started again
 * on the same database: each start must finish what the one before left behind.
 */
describe.concurrent.each(databases.filter(({ available }) => available))('killed on $name', ({ name }) => {
  test('at each of 22 points of a sale, then started again: paid once, notified, the receipt used once, nothing lost', async () => {
    const stage = await setStage(name, { terminals: [TERMINAL], rules: { orderLifetimeMs: 60 * MINUTE } });
    try {
      const report = (run: string) => join(stage.place.dataDir, `points-${run}.txt`);
      const points = async (run: string) => (await readFile(report(run), 'utf8')).split('\n').slice(0, -1);
      let starts = 0;
      const start = (crashAt: number, run: string) => {
        starts += 1;
        const env = {
          CRASH_AT: String(crashAt),
          CRASH_AMOUNT: String(amountOf(sales.length)),
          CRASH_REPORT: report(run),
          CRASH_SHOP: stage.shop.url,
          CLOCK_OFFSET_MS: String(starts * LATER),
        };
        return stage.start({ preload: CRASH_AT, env });
      };
      const sales: Order[] = [];
      const sell = async (house: ChildHouse) => {
        const order = await sellOnce(stage, house, starts * LATER, sales.length);
        sales.push(order);
        return order;
      };

      // One sale that nothing disturbs tells how many points there are.
      const calm = await start(0, 'calm');
      await isDone(stage, await sell(calm));
      await until('the last write is over', async () => (await points('calm')).at(-1) === 'after commit');
      expect(await calm.stop()).toEqual({ code: 0, signal: null });
      const calmly = await points('calm');
      const total = calmly.length;
      expect(total).toBeGreaterThan(CRASHES);
      const ofShop = calmly.flatMap((label, index) => (label.includes('shop') ? [index + 1] : []));

      const died: string[] = [];
      // Where the work is interleaved otherwise, two of them can be the same point, or none is the shop's: then the shop's
      // own and those between are tried.
      const hasShop = () => died.some((label) => label.includes('shop'));
      const isWhole = () => new Set(died).size >= 20 && hasShop();
      for (let crash = 0; crash < CRASHES || (!isWhole() && crash < CRASHES + 8); crash++) {
        const more = crash - CRASHES;
        const step = more < 0 ? crash : more + 0.5;
        const spread = 1 + Math.floor((step * (total - 1)) / (CRASHES - 1));
        const at = more < 0 || hasShop() ? spread : (ofShop[more % ofShop.length] ?? spread);
        const house = await start(at, String(crash));
        // What the one before left behind comes first, so that only the new sale's points are counted.
        await isDone(stage, sales.at(-1));
        await sell(house);
        expect(await endOf(house), `at point ${at}`).toEqual({ code: null, signal: 'SIGKILL' });
        const seen = await points(String(crash));
        expect(seen).toHaveLength(at);
        // The same words again (the second "begin") are another point.
        died.push(`${seen.at(-1)} ${seen.filter((label) => label === seen.at(-1)).length}`);
      }
      const last = await start(0, 'last');
      for (const order of sales) await isDone(stage, order);
      expect(await last.stop()).toEqual({ code: 0, signal: null });

      expect(new Set(died).size, died.join('\n')).toBeGreaterThanOrEqual(20);
      expect(died[0]).toMatch(/^before insert receipts/);
      expect(hasShop(), died.join('\n')).toBe(true);
      await expectNothingLost(stage, sales);
    } finally {
      await stage.close();
    }
  }, 300_000);
});

/** How the process ended; 'never' when it is still there after half a minute. */
async function endOf(house: ChildHouse) {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<'never'>((resolve) => {
    timer = setTimeout(() => resolve('never'), 30 * SECOND);
  });
  return Promise.race([house.ended, never]).finally(() => clearTimeout(timer));
}

/** Every sale has an amount of its own, so that it is what the buyer must pay. */
const amountOf = (index: number) => 7_000 + index;

/** Submits an order; its buyer has paid by the time of the first query, so that this query sees the money. */
async function sellOnce(stage: Stage, house: ChildHouse, offset: number, index: number): Promise<Order> {
  const amountFen = amountOf(index);
  stage.simulator.pay({
    terminal: TERMINAL,
    amountFen,
    payType: 'wxpay',
    paidAt: Date.now() + offset + 5 * SECOND,
  });
  const form = stage.form({ money: formatFen(fen(amountFen)) });
  // The house may die before it has answered; the order is in the table all the same.
  await fetch(`${house.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(form) }).catch(() => {});
  const found = await orders.findOrdersByOutTradeNo(stage.place.db, stage.merchant.pid, [
    form.out_trade_no ?? '',
  ]);
  const [order] = found;
  if (!order) throw new Error(`order ${form.out_trade_no} was not taken in`);
  return order;
}

/** Resolves when the order is paid and its shop has acknowledged. */
async function isDone(stage: Stage, order: Order | undefined): Promise<void> {
  const { db } = stage.place;
  const tradeNo = order?.tradeNo ?? '';
  await until(
    `order ${tradeNo} is paid and its shop has acknowledged`,
    async () =>
      (await orders.getOrder(db, tradeNo)).state === 'paid' &&
      (await notifications.findNotification(db, tradeNo))?.state === 'acknowledged',
    30 * SECOND,
  );
}

async function expectNothingLost(stage: Stage, sales: Order[]): Promise<void> {
  const { db } = stage.place;
  const receipts = await db('receipts').select();
  expect(receipts).toHaveLength(sales.length);
  expect(receipts.every(({ state }) => state === 'used')).toBe(true);
  expect(new Set(receipts.map(({ trade_no }) => trade_no)).size).toBe(sales.length);
  // Paid amounts cool for a while; no other is taken.
  expect(await db('amount_slots').whereNull('cooling_since')).toEqual([]);
  expect(await db('notifications').whereNot({ state: 'acknowledged' })).toEqual([]);
  expect(await db('notifications').select()).toHaveLength(sales.length);

  for (const { tradeNo, placement } of sales) {
    const order = await orders.getOrder(db, tradeNo);
    const mine = receipts.filter(({ trade_no }) => trade_no === tradeNo);
    expect(mine).toHaveLength(1);
    expect(order).toMatchObject({ state: 'paid', receiptId: Number(mine[0]?.id) });
    expect(Number(mine[0]?.amount_fen)).toBe(placement?.payableFen);
    const calls = stage.shop.received.filter(({ params }) => params.trade_no === tradeNo);
    expect(calls.length, `calls about ${tradeNo}`).toBeGreaterThanOrEqual(1);
    expect(calls.length, `calls about ${tradeNo}`).toBeLessThanOrEqual(2);
    expect(calls.every((call) => isSigned(call, stage.merchant.key))).toBe(true);
    const acknowledged = (await notifications.listAttempts(db, tradeNo)).filter(
      ({ outcome }) => outcome === 'acknowledged',
    );
    expect(acknowledged).toHaveLength(1);
  }
  expect(
    stage.shop.received.every(({ params }) => sales.some(({ tradeNo }) => tradeNo === params.trade_no)),
  ).toBe(true);
}
