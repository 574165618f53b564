import { type SqbpaySimulator, startSqbpaySimulator } from '../../test/simulators/sqbpay/simulator.ts';
import type { BenchOptions } from './options.ts';
import type { Row } from './report.ts';
import { Cleanup } from './support/children.ts';
import { type Load, startLoad } from './support/load.ts';
import type { DatabaseKind } from './support/place.ts';
import { type Product, startProduct } from './support/product.ts';
import { installSite, type Site, type SiteOptions } from './support/site.ts';
import { measureSlowness } from './support/slowness.ts';
import { startYardstick, type Yardstick } from './support/yardstick.ts';

/** What a measurement has at hand; what it starts here ends with it. */
export interface Bench {
  kind: DatabaseKind;
  options: BenchOptions;
  load: Load;
  simulator: SqbpaySimulator;
  /** The do-nothing Express server. */
  yardstick: Yardstick;
  cleanup: Cleanup;
  /** How many times longer time limits are on this machine just now; measured while nothing else runs. */
  slowness(): Promise<number>;
  install(options: SiteOptions): Promise<Site>;
  start(site: Site): Promise<Product>;
  add(...rows: Row[]): void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Runs one measurement with everything it needs, and ends all of it. */
export async function withBench(
  kind: DatabaseKind,
  options: BenchOptions,
  measure: (bench: Bench) => Promise<void>,
): Promise<Row[]> {
  const cleanup = new Cleanup();
  const rows: Row[] = [];
  const interrupted = () => void cleanup.run().finally(() => process.exit(1));
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const simulator = cleanup.add(await startSqbpaySimulator(), (made) => made.close());
    const yardstick = cleanup.add(await startYardstick(), (made) => made.stop());
    const load = cleanup.add(startLoad(), (made) => made.stop());
    await measure({
      kind,
      options,
      load,
      simulator,
      yardstick,
      cleanup,
      slowness: () => measureSlowness(load, yardstick),
      async install(siteOptions) {
        return cleanup.add(await installSite(kind, simulator, siteOptions), (made) => made.remove());
      },
      async start(site) {
        return cleanup.add(await startProduct(site, options.profile), (made) => endProduct(made));
      },
      add: (...more) => void rows.push(...more),
    });
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    await cleanup.run();
  }
  return rows;
}

/** What the product complained about belongs to the result. */
async function endProduct(product: Product): Promise<void> {
  await product.stop();
  const { complaints } = product;
  if (complaints.length === 0) return;
  console.error(`the product's log has ${complaints.length} lines, the first:`);
  for (const line of complaints.slice(0, 3)) console.error(`  ${line.slice(0, 400)}`);
}
