import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLeaning } from './leaning.ts';
import { mutationOf, regressions } from './regressions.ts';
import { runWorld } from './world.ts';

const template = join(process.env.MPAY_TEST_TEMPLATE ?? '', 'mpay.db');

/* That these worlds show their faults where the mends are taken back, `npm run world:mutations -- --regressions` proves. */
test.each(regressions.map((one) => [one.story, one] as const))(
  '%s',
  async (_story, regression) => {
    const leaning = readLeaning(mutationOf(regression).lean ?? '');
    const { wrongs, counts } = await runWorld(regression.seed, template, { leaning });
    expect(wrongs, `mended: ${regression.mended}`).toEqual([]);
    expect(counts.orders).toBeGreaterThan(0);
  },
  60_000,
);
