import type { Bench } from '../bench.ts';
import { perSecond, told } from '../report.ts';
import { openDriver } from '../support/bare-driver.ts';

const BATCHES = [1, 64];

/** What the database itself takes: order-like rows by the bare driver, one and many in a transaction. */
export async function measureDriver(bench: Bench): Promise<void> {
  const { kind, cleanup, options } = bench;
  const site = await bench.install({ accounts: 1, codesEach: 3, mode: 'on_demand' });
  const driver = cleanup.add(await openDriver(site.place), (made) => made.close());
  let number = 0;
  for (const batch of BATCHES) {
    const begun = performance.now();
    const until = begun + (options.seconds * 1_000) / 2;
    let rows = 0;
    while (performance.now() < until) {
      await driver.insert(Array.from({ length: batch }, () => orderLike(site.merchant.pid, ++number)));
      rows += batch;
    }
    const rate = (rows * 1_000) / (performance.now() - begun);
    const name = `bare driver, ${batch === 1 ? 'one row' : `${batch} rows`} in a transaction`;
    bench.add(told({ database: kind, name, absolute: `${perSecond(rate)} rows` }));
  }
}

function orderLike(pid: number, number: number): (string | number)[] {
  const now = Date.now();
  const money = 100 + ((number * 7_919) % 900_000);
  return [
    `${now}${String(number).padStart(18, '0')}`,
    pid,
    `BARE-${number}`,
    'wxpay',
    'VIP会员 12 个月',
    money,
    'https://shop.example/pay/notify?shop=1',
    'wxpay',
    money,
    1,
    (number % 3) + 1,
    'pending',
    now,
    now + 300_000,
    now + 600_000,
  ];
}
