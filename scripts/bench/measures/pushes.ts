import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { judgedInTime, ms } from '../report.ts';
import { collectOwnGarbage } from '../support/own-garbage.ts';
import { forward } from '../support/phone.ts';
import { startShop } from '../support/shop.ts';
import { percentile } from '../support/statistics.ts';
import { type PlacedOrder, placeOrders } from '../support/till.ts';

const PHONES = 10;
const PER_SECOND = 50;
const WARM_UP = 100;
const P99_MS = 60;
const LATE_MS = 20_000;
/** A notification that was not written down as delivered would come again after this at the latest. */
const SECOND_CALL_MS = 2_000;

/** From the moment a phone sends a notification until the shop is told, 50 of them a second. */
export async function measurePushes(bench: Bench): Promise<void> {
  const { kind, cleanup, options } = bench;
  const site = await bench.install({ accounts: 0, codesEach: 0, mode: 'continuous', forwarded: PHONES });
  const product = await bench.start(site);
  const shop = cleanup.add(await startShop(), (made) => made.close());

  const slowness = await bench.slowness();

  async function pushAll(orders: PlacedOrder[]): Promise<number[]> {
    collectOwnGarbage();
    const begun = performance.now();
    const took = await Promise.all(
      orders.map(async (order, index) => {
        await pause(Math.max(0, begun + (index * 1_000) / PER_SECOND - performance.now()));
        const told = shop.waitFor(order.outTradeNo);
        const sentAt = performance.now();
        await forward(site, product, order);
        const toldAt = await Promise.race([told, pause(LATE_MS, null, { ref: false })]);
        return toldAt === null ? null : toldAt - sentAt;
      }),
    );
    return took.filter((one) => one !== null);
  }

  const place = (count: number) => placeOrders(site, product, count, () => shop.notifyUrl, 'wxpay');
  await pushAll(await place(WARM_UP));
  const placed = await place(options.pushes);
  const took = await pushAll(placed);
  await pause(SECOND_CALL_MS);
  const twice = placed.filter(({ outTradeNo }) => (shop.told.get(outTradeNo)?.length ?? 0) > 1).length;
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
  bench.add(
    judgedInTime(
      {
        database: kind,
        name: `phone's push → shop told, ${PER_SECOND} a second`,
        absolute: `p50 ${ms(p50)}, p99 ${ms(p99)}; ${took.length} of ${placed.length}, ${twice} twice`,
        target: `p99 < ${P99_MS} ms, all, none twice`,
      },
      (times) => took.length === placed.length && twice === 0 && p99 < P99_MS * times,
      slowness,
    ),
  );
}
