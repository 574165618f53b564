import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { judgedInTime, ms } from '../report.ts';
import { collectOwnGarbage } from '../support/own-garbage.ts';
import type { Product } from '../support/product.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { percentile } from '../support/statistics.ts';
import { confirm, type PlacedOrder, pay, placeOrders } from '../support/till.ts';

const ACCOUNTS = 16;
/** An account is asked at most once a second, plus up to a tenth of jitter. */
const INTERVAL_MS = 1_150;
const LATE_MS = 20_000;
/** A notification that was not written down as delivered would come again after this at the latest. */
const SECOND_CALL_MS = 2_000;

interface Variant {
  name: string;
  atOnce: number;
  p50Ms: number | null;
  p99Ms: number;
}

const variants: Variant[] = [
  { name: 'one by one', atOnce: 1, p50Ms: 8, p99Ms: 25 },
  { name: '16 at once', atOnce: 16, p50Ms: null, p99Ms: 45 },
];

/** From the moment the platform's answer with the payment is on its way to us until the shop is told. */
export async function measureSales(bench: Bench): Promise<void> {
  const { cleanup, options } = bench;
  const site = await bench.install({ accounts: ACCOUNTS, codesEach: 1, mode: 'on_demand' });
  const product = await bench.start(site);
  const shop = cleanup.add(await startShop(), (made) => made.close());
  const till = new Till(bench, product, shop);
  const slowness = await bench.slowness();
  const sell = (count: number) => placeOrders(site, product, count, () => shop.notifyUrl);

  for (const variant of variants) {
    await till.sellAll(await sell(3 * ACCOUNTS), variant.atOnce); // warm-up: logins and code that is still slow
    const placed = await sell(options.sales);
    const before = await product.cpuMs();
    const took = await till.sellAll(placed, variant.atOnce);
    const after = await product.cpuMs();
    await pause(SECOND_CALL_MS);
    const cpuEach = before === null || after === null ? null : (after - before) / placed.length;
    report(bench, variant, { placed, took, cpuEach, shop, slowness });
  }
}

interface Outcome {
  placed: PlacedOrder[];
  /** ms, of the sales that came through. */
  took: number[];
  /** The product's processor time for each sale, with all else that it did meanwhile, ms. */
  cpuEach: number | null;
  shop: Shop;
  slowness: number;
}

function report(bench: Bench, { name, p50Ms, p99Ms }: Variant, outcome: Outcome): void {
  const { placed, took, cpuEach, shop, slowness } = outcome;
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
  const twice = placed.filter(({ outTradeNo }) => (shop.told.get(outTradeNo)?.length ?? 0) > 1).length;
  const wanted = [...(p50Ms === null ? [] : [`p50 < ${p50Ms} ms`]), `p99 < ${p99Ms} ms`, 'all, none twice'];
  const complete = took.length === placed.length && twice === 0;
  const cpu = cpuEach === null ? '' : `; CPU ${cpuEach.toFixed(1)} ms each`;
  bench.add(
    judgedInTime(
      {
        database: bench.kind,
        name: `receipt seen → shop told, ${name}`,
        absolute: `p50 ${ms(p50)}, p99 ${ms(p99)}; ${took.length} of ${placed.length}, ${twice} twice${cpu}`,
        target: wanted.join(', '),
      },
      (times) => complete && p99 < p99Ms * times && (p50Ms === null || p50 < p50Ms * times),
      slowness,
    ),
  );
}

/** Where buyers pay; each account is asked as often as it may be and no more. */
class Till {
  private readonly seen = new Map<string, number>();
  private readonly askedAt = new Map<number, number>();

  constructor(
    private readonly bench: Bench,
    private readonly product: Product,
    private readonly shop: Shop,
  ) {
    bench.cleanup.add(
      bench.simulator.onQueryAnswered((orderSns) => {
        for (const orderSn of orderSns) this.seen.set(orderSn, performance.now());
      }),
      (stop) => stop(),
    );
  }

  /** Milliseconds of each sale that came through. */
  async sellAll(orders: PlacedOrder[], atOnce: number): Promise<number[]> {
    const took: number[] = [];
    for (let from = 0; from < orders.length; from += atOnce) {
      const group = orders.slice(from, from + atOnce);
      for (const order of group) await this.untilAskable(order);
      collectOwnGarbage();
      took.push(
        ...(await Promise.all(group.map((order) => this.sellOne(order)))).filter((one) => one !== null),
      );
    }
    return took;
  }

  private async untilAskable({ placement }: PlacedOrder): Promise<void> {
    const wait = (this.askedAt.get(placement.accountId) ?? 0) + INTERVAL_MS - performance.now();
    if (wait > 0) await pause(wait);
  }

  private async sellOne(order: PlacedOrder): Promise<number | null> {
    const told = this.shop.waitFor(order.outTradeNo);
    const orderSn = pay(this.bench.simulator, order);
    await confirm(this.product, order);
    this.askedAt.set(order.placement.accountId, performance.now());
    const toldAt = await Promise.race([told, pause(LATE_MS, null, { ref: false })]);
    const seenAt = this.seen.get(orderSn);
    return toldAt === null || seenAt === undefined ? null : toldAt - seenAt;
  }
}
