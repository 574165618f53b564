import { randomBytes } from 'node:crypto';
import type { Bench } from '../bench.ts';
import { judgedInTime, ms } from '../report.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { percentile } from '../support/statistics.ts';
import { confirm, pay, placeOrders, submitOrder } from '../support/till.ts';

const SHOPS = 16;
const ANSWER_AFTER_MS = 5_000;
const WATCHED_MS = 4_000;
const LONGEST_MS = 20;
const WARM_UP = 200;

/** How long others wait while 16 shops take 5 seconds each to answer their notifications. */
export async function measureSlowShops(bench: Bench): Promise<void> {
  const { kind, cleanup, simulator } = bench;
  const site = await bench.install({ accounts: SHOPS, codesEach: 1, mode: 'on_demand' });
  const product = await bench.start(site);
  const slowness = await bench.slowness();
  const shops: Shop[] = [];
  for (let number = 0; number < SHOPS; number++) {
    shops.push(cleanup.add(await startShop({ answerAfterMs: ANSWER_AFTER_MS }), (made) => made.close()));
  }
  const placed = await placeOrders(site, product, SHOPS, (number) => shops[number]?.notifyUrl ?? '');
  const run = randomBytes(4).toString('hex');
  let number = SHOPS;
  const create = () => {
    number += 1;
    const notifyUrl = 'http://127.0.0.1:9/notify';
    return timed(() => submitOrder(site, product, { outTradeNo: `${run}-${number}`, number, notifyUrl }));
  };
  const poll = () => timed(() => fetch(`${product.url}/getOrderState/${placed[0]?.tradeNo}`));
  for (let round = 0; round < WARM_UP; round++) {
    await create();
    await poll();
  }

  for (const order of placed) pay(simulator, order);
  await Promise.all(placed.map((order) => confirm(product, order)));
  await Promise.all(placed.map((order, index) => shops[index]?.waitFor(order.outTradeNo)));
  const creates: number[] = [];
  const polls: number[] = [];
  const until = performance.now() + WATCHED_MS;
  while (performance.now() < until) {
    creates.push(await create());
    polls.push(await poll());
  }
  for (const { name, took } of [
    { name: 'cashier poll', took: polls },
    { name: 'new order', took: creates },
  ]) {
    const [p99, longest] = [percentile(took, 0.99), Math.max(...took)];
    bench.add(
      judgedInTime(
        {
          database: kind,
          name: `${name} while ${SHOPS} shops take 5 s`,
          absolute: `p50 ${ms(percentile(took, 0.5))}, p99 ${ms(p99)}, longest ${ms(longest)} of ${took.length}`,
          target: `p99 < ${LONGEST_MS} ms`,
        },
        (times) => p99 < LONGEST_MS * times,
        slowness,
      ),
    );
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  const answer = await work();
  if (answer instanceof Response) await answer.text();
  return performance.now() - begun;
}
