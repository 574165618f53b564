import { writeFile } from 'node:fs/promises';
import { type Bench, withBench } from './bench.ts';
import { describeMachine } from './machine.ts';
import { measureCreate } from './measures/create.ts';
import { measureDriver } from './measures/driver.ts';
import { measureManyOrders } from './measures/many-orders.ts';
import { measurePolls } from './measures/polls.ts';
import { measurePushes } from './measures/pushes.ts';
import { measureSales } from './measures/sales.ts';
import { measureSlowShops } from './measures/slow-shops.ts';
import { type MeasureName, readOptions, usage } from './options.ts';
import { formatTable, type Row } from './report.ts';
import { type DatabaseKind, serverVersion } from './support/place.ts';

const measures: Record<MeasureName, (bench: Bench) => Promise<void>> = {
  driver: measureDriver,
  create: measureCreate,
  polls: measurePolls,
  sales: measureSales,
  pushes: measurePushes,
  'slow-shops': measureSlowShops,
  'many-orders': measureManyOrders,
};

/** `npm run bench`: how quick the product is beside a do-nothing Express server and the bare driver, in one run. */
async function main(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return console.log(usage);
  const options = readOptions(args);
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  const server = await serverVersion();
  const machine = describeMachine(server);
  console.error(machine);

  const reachable: DatabaseKind[] = server === null ? ['sqlite'] : ['sqlite', 'mysql'];
  const kinds = reachable.filter((kind) => options.database === null || kind === options.database);
  const rows: Row[] = [];
  for (const kind of kinds) {
    for (const name of options.only) {
      console.error(`${String(seconds()).padStart(4)} s  ${kind}: ${name}`);
      rows.push(...(await withBench(kind, options, measures[name])));
    }
  }
  console.log(`${machine}\n\n${formatTable(rows)}\n\n${summary(rows)} in ${seconds()} s`);
  if (options.json) await writeFile(options.json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function summary(rows: Row[]): string {
  const missed = rows.filter((row) => row.verdict === 'missed');
  const met = rows.filter((row) => row.verdict === 'met');
  const here = rows.filter((row) => row.verdict.startsWith('met here'));
  const slow = here.length === 0 ? '' : `, ${here.length} met for a machine as slow as this one`;
  return `${met.length} targets met${slow}, ${missed.length} missed`;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
