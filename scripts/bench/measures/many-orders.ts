import type { Bench } from '../bench.ts';
import { judged, ms, standingText } from '../report.ts';
import { type Contestant, contest } from '../support/contest.ts';
import type { Product } from '../support/product.ts';
import { seedOrders } from '../support/seed.ts';
import type { Site } from '../support/site.ts';
import { ordersLoad } from './create.ts';
import { compareLists } from './order-lists.ts';

const CONNECTIONS = 64;
const OPEN = 10_000;
const MOST_TIMES = 1.2;
const LONGER_MS = 50;

interface Shelf {
  site: Site;
  product: Product;
}

/** Creating and listing orders with a full table beside an empty one, taking turns. */
export async function measureManyOrders(bench: Bench): Promise<void> {
  for (const size of bench.options.tableSizes) {
    const begun = performance.now();
    const full = await openShelf(bench, size);
    console.error(`        seeded ${size} in ${Math.round((performance.now() - begun) / 1_000)} s`);
    const empty = await openShelf(bench, 0);
    await compareCreation(bench, size, empty, full);
    await compareListing(bench, size, empty, full);
    await full.product.stop();
    await empty.product.stop();
  }
}

async function openShelf(bench: Bench, size: number): Promise<Shelf> {
  const site = await bench.install({ accounts: 3, codesEach: 1, mode: 'continuous' });
  if (size > 0) await seedOrders(site, { closed: size - OPEN, open: OPEN });
  return { site, product: await bench.start(site) };
}

async function compareCreation(bench: Bench, size: number, empty: Shelf, full: Shelf): Promise<void> {
  const { kind, load, options } = bench;
  const contestant = ({ site, product }: Shelf): Contestant => ({
    cpuMs: product.cpuMs,
    job: (seconds) => ordersLoad(site, product, { connections: CONNECTIONS, seconds }),
  });
  // Two near figures are compared here: the largest table gets a turn more.
  const rounds = options.rounds + (size === options.tableSizes.at(-1) ? 1 : 0);
  const turns = { seconds: options.seconds, rounds };
  const [none, many] = await contest(load, [contestant(empty), contestant(full)], turns);
  const times = none.rate / many.rate;
  bench.add(
    judged(
      {
        database: kind,
        name: `orders created, ${size} in the table, ${OPEN} open`,
        absolute: standingText(many, none, 'empty'),
        ratio: `${times.toFixed(2)} times`,
        target: `≤ ${MOST_TIMES} times the empty case`,
      },
      times <= MOST_TIMES && many.wrong === 0,
    ),
  );
}

async function compareListing(bench: Bench, size: number, empty: Shelf, full: Shelf): Promise<void> {
  const lists = await compareLists(empty, full);
  if (lists.length === 0) return console.error('        the console has no order list: not measured');
  const worst = lists.reduce((a, b) => (b.full - b.empty > a.full - a.empty ? b : a));
  const [plain = worst] = lists;
  bench.add(
    judged(
      {
        database: bench.kind,
        name: `console's order list, ${lists.length} filters and pages, ${size} in the table`,
        absolute: `plain ${ms(plain.full)} (empty ${ms(plain.empty)}), worst ${ms(worst.full)} (${worst.name})`,
        ratio: `+${ms(worst.full - worst.empty)}`,
        target: `within ${LONGER_MS} ms of the empty case`,
      },
      worst.full - worst.empty < LONGER_MS,
    ),
  );
}
