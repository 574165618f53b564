import { parseArgs } from 'node:util';
import { type DatabaseKind, databaseKinds } from './support/place.ts';

/** What is measured, in this order. */
export const measureNames = [
  'driver',
  'create',
  'polls',
  'sales',
  'pushes',
  'slow-shops',
  'many-orders',
] as const;
export type MeasureName = (typeof measureNames)[number];

export interface BenchOptions {
  only: MeasureName[];
  /** Null: SQLite, and MariaDB where it answers. */
  database: DatabaseKind | null;
  /** How long each load lasts; the warm-up takes half of it. */
  seconds: number;
  /** How often yardstick and product take turns. */
  rounds: number;
  sales: number;
  /** Notifications that phones forward. */
  pushes: number;
  /** The sizes of the orders table, besides empty. */
  tableSizes: number[];
  /** Where the table goes as JSON as well. */
  json: string | null;
  /** Where the product's CPU profiles go. */
  profile: string | null;
}

export const usage = `usage: npm run bench -- [options]
  --quick                  about two minutes, without the million orders
  --only NAME[,NAME...]    ${measureNames.join(', ')}
  --database sqlite|mysql  one of them only
  --seconds N              how long each load lasts (default 5, quick 2)
  --json FILE              the table as JSON as well
  --profile DIR            keep CPU profiles of the product there
MariaDB is looked for at MPAY_TEST_MYSQL_HOST, _PORT, _USER and _PASSWORD (default root at 127.0.0.1:3306).`;

/** Throws an Error in plain words for anything that is no option of ours. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      database: { type: 'string' },
      seconds: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds ?? (values.quick ? 2 : 5));
  if (!(seconds >= 1 && seconds <= 60)) throw new Error('--seconds must be between 1 and 60');
  const only = values.only?.flatMap((list) => list.split(',')).map((name) => oneOf(name, measureNames));
  return {
    only: only ?? [...measureNames],
    database: values.database === undefined ? null : oneOf(values.database, databaseKinds),
    seconds,
    rounds: values.quick ? 1 : 2,
    sales: values.quick ? 64 : 200,
    pushes: values.quick ? 250 : 1_000,
    tableSizes: values.quick ? [100_000] : [100_000, 1_000_000],
    json: values.json ?? null,
    profile: values.profile ?? null,
  };
}

function oneOf<Word extends string>(given: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === given);
  if (!word) throw new Error(`"${given}" is none of ${words.join(', ')}`);
  return word;
}
