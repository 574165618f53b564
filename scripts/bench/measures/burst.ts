import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../../src/shared/clock.ts';
import type { Bench } from '../bench.ts';
import { judgedInTime, ms } from '../report.ts';
import { collectOwnGarbage } from '../support/own-garbage.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { percentile } from '../support/statistics.ts';
import { confirm, type PlacedOrder, pay, placeOrders } from '../support/till.ts';

const CODES = 8;
const WARM_UP = 40;
const AT_ONCE = 300;
const LAST_TOLD_MS = 3_000;

const PER_SECOND = 40;
/** As an account is asked unless its owner says otherwise: each answer carries some 120 payments. */
const INTERVAL_MS = 3 * SECOND;
const STEADY_P50_MS = 250;
const STEADY_P99_MS = 500;

const LATE_MS = 75_000;
/** A notification that was not written down as delivered would come again after this at the latest. */
const SECOND_CALL_MS = 2_000;

/** How soon one shop is told when very many of its payments come in one answer, and when they keep coming. */
export async function measureBurst(bench: Bench): Promise<void> {
  await inOneAnswer(bench);
  await steadily(bench);
}

async function inOneAnswer(bench: Bench): Promise<void> {
  const { cleanup } = bench;
  const site = await bench.install({ accounts: 1, codesEach: CODES, mode: 'on_demand' });
  const product = await bench.start(site);
  const shop = cleanup.add(await startShop(), (made) => made.close());
  const seen = watchAnswers(bench);
  const slowness = await bench.slowness();

  const sellAtOnce = async (count: number): Promise<Sold> => {
    const placed = await placeOrders(site, product, count, () => shop.notifyUrl);
    await pause(SECOND + 200); // the account may be asked again
    collectOwnGarbage();
    return sell(shop, seen, placed, async () => {
      const numbers = placed.map((order) => pay(bench.simulator, order));
      await confirm(product, placed[0] as PlacedOrder);
      return numbers;
    });
  };
  await sellAtOnce(WARM_UP);
  const { placed, took, twice } = await sellAtOnce(AT_ONCE);
  const last = Math.max(...took);
  bench.add(
    judgedInTime(
      {
        database: bench.kind,
        name: `${AT_ONCE} payments in one answer → one shop told`,
        absolute: `last ${ms(last)}, p50 ${ms(percentile(took, 0.5))}; ${took.length} of ${placed.length}, ${twice} twice`,
        target: `last < ${LAST_TOLD_MS} ms, all, none twice`,
      },
      (times) => took.length === placed.length && twice === 0 && last < LAST_TOLD_MS * times,
      slowness,
    ),
  );
}

async function steadily(bench: Bench): Promise<void> {
  const { cleanup, options } = bench;
  const site = await bench.install({
    ...{ accounts: 1, codesEach: 2 * CODES, mode: 'continuous', intervalMs: INTERVAL_MS },
  });
  const product = await bench.start(site);
  const shop = cleanup.add(await startShop(), (made) => made.close());
  const seen = watchAnswers(bench);
  const slowness = await bench.slowness();

  const sellSteadily = async (count: number): Promise<Sold> => {
    const placed = await placeOrders(site, product, count, () => shop.notifyUrl);
    collectOwnGarbage();
    return sell(shop, seen, placed, async () => {
      const begun = performance.now();
      const numbers: string[] = [];
      for (const [index, order] of placed.entries()) {
        await pause(Math.max(0, begun + (index * SECOND) / PER_SECOND - performance.now()));
        numbers.push(pay(bench.simulator, order));
      }
      return numbers;
    });
  };
  await sellSteadily(WARM_UP);
  const { placed, took, twice } = await sellSteadily(options.sales * 3);
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
  bench.add(
    judgedInTime(
      {
        database: bench.kind,
        name: `receipt seen → one shop told, ${PER_SECOND} sales a second`,
        absolute: `p50 ${ms(p50)}, p99 ${ms(p99)}, last ${ms(Math.max(...took))}; ${took.length} of ${placed.length}, ${twice} twice`,
        target: `p50 < ${STEADY_P50_MS} ms, p99 < ${STEADY_P99_MS} ms, all, none twice`,
      },
      (times) =>
        took.length === placed.length &&
        twice === 0 &&
        p50 < STEADY_P50_MS * times &&
        p99 < STEADY_P99_MS * times,
      slowness,
    ),
  );
}

interface Sold {
  placed: PlacedOrder[];
  /** From the platform's answer to the shop, ms, of the sales that came through. */
  took: number[];
  twice: number;
}

/** `payAll` pays the orders in turn and returns the platform's numbers. */
async function sell(
  shop: Shop,
  seen: Map<string, number>,
  placed: PlacedOrder[],
  payAll: () => Promise<string[]>,
): Promise<Sold> {
  const told = placed.map(({ outTradeNo }) => shop.waitFor(outTradeNo));
  const numbers = await payAll();
  const late = pause(LATE_MS, null, { ref: false });
  const toldAt = await Promise.all(told.map((one) => Promise.race([one, late])));
  await pause(SECOND_CALL_MS);
  const took = toldAt.flatMap((at, index) => {
    const seenAt = seen.get(numbers[index] ?? '');
    return at === null || seenAt === undefined ? [] : [at - seenAt];
  });
  const twice = placed.filter(({ outTradeNo }) => (shop.told.get(outTradeNo)?.length ?? 0) > 1).length;
  return { placed, took, twice };
}

/** When the platform's answer with each payment was on its way. */
function watchAnswers(bench: Bench): Map<string, number> {
  const seen = new Map<string, number>();
  const stop = bench.simulator.onQueryAnswered((orderSns) => {
    for (const orderSn of orderSns) seen.set(orderSn, performance.now());
  });
  bench.cleanup.add(stop, (end) => end());
  return seen;
}
