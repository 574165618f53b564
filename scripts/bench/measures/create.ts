import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { judged, judgedInTime, megabytes, percent, standingText, told } from '../report.ts';
import { contest } from '../support/contest.ts';
import type { LoadJob } from '../support/load-job.ts';
import type { Product } from '../support/product.ts';
import type { Site } from '../support/site.ts';
import { slownessAt } from '../support/slowness.ts';
import { plainLoad } from '../support/yardstick.ts';

const CONNECTIONS = [1, 16, 64];
const JUDGED_AT = 64;
const LEAST_SHARE = { sqlite: 0.1, mysql: 0.09 };
const LONGEST_P99_MS = 100;
const IDLE_BYTES = 120 * 1024 * 1024;
const LOADED_BYTES = 220 * 1024 * 1024;
/** Nobody calls there: these orders are not paid. */
const NOWHERE = 'http://127.0.0.1:9/notify';

/** Orders through mapi.php beside the do-nothing Express server, taking turns; the product's memory before and meanwhile. */
export async function measureCreate(bench: Bench): Promise<void> {
  const { kind } = bench;
  const site = await bench.install({ accounts: 1, codesEach: 3, mode: 'continuous' });
  const product = await bench.start(site);
  await pause(3_000);
  const idle = await product.memory();
  const watch = watchMemory(product);
  for (const connections of CONNECTIONS) await atConnections(bench, site, product, connections);
  const highest = watch.stop();
  if (idle === null || highest === null) return;
  bench.add(
    judged(
      { database: kind, name: 'memory, idle', absolute: megabytes(idle), target: '< 120 MB' },
      idle < IDLE_BYTES,
    ),
    judged(
      { database: kind, name: 'memory, creating', absolute: megabytes(highest), target: '< 220 MB' },
      highest < LOADED_BYTES,
    ),
  );
}

async function atConnections(bench: Bench, site: Site, product: Product, connections: number): Promise<void> {
  const { kind, load, options, yardstick } = bench;
  const [plain, orders] = await contest(
    load,
    [
      plainLoad(yardstick, connections),
      { cpuMs: product.cpuMs, job: (seconds) => ordersLoad(site, product, { connections, seconds }) },
    ],
    options,
  );
  const share = orders.rate / plain.rate;
  const row = {
    database: kind,
    name: `orders created, ${connections} connections`,
    absolute: standingText(orders, plain),
    ratio: percent(share),
  };
  if (connections !== JUDGED_AT) return bench.add(told(row));
  const least = LEAST_SHARE[kind];
  const target = `≥ ${percent(least)}, p99 < ${LONGEST_P99_MS} ms, no errors`;
  const within = (times: number) =>
    share >= least && orders.p99 < LONGEST_P99_MS * times && orders.wrong === 0;
  bench.add(judgedInTime({ ...row, target }, within, slownessAt(plain.rate)));
}

/** A shop that submits orders as fast as they are taken; every run has numbers of its own. */
export function ordersLoad(
  site: Site,
  product: Product,
  { connections, seconds }: { connections: number; seconds: number },
): LoadJob {
  const run = randomBytes(4).toString('hex');
  return {
    kind: 'orders',
    url: product.url,
    ...site.merchant,
    notifyUrl: NOWHERE,
    run,
    connections,
    seconds,
  };
}

function watchMemory(product: Product): { stop(): number | null } {
  let highest: number | null = null;
  const timer = setInterval(async () => {
    const now = await product.memory();
    if (now !== null) highest = Math.max(highest ?? 0, now);
  }, 250);
  return {
    stop() {
      clearInterval(timer);
      return highest;
    },
  };
}
