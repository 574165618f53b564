import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { InOrder } from './in-order.ts';
import { mutations } from './mutations.ts';
import { runWorld } from './world.ts';

/** WORLD_SEEDS: how many; WORLD_FROM: the first one. `npm run world` runs more of them, on every core. */
const SEEDS = Number(process.env.WORLD_SEEDS ?? 25);
const FROM = Number(process.env.WORLD_FROM ?? 1);
const template = () => join(process.env.MPAY_TEST_TEMPLATE ?? '', 'mpay.db');
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the simulated world', () => {
  test(
    'loses no payment, counts none twice and gives none to the wrong order',
    async () => {
      const wrong: Record<number, string[]> = {};
      let credited = 0;
      for (let seed = FROM; seed < FROM + SEEDS; seed++) {
        const { wrongs, counts } = await runWorld(seed, template());
        if (wrongs.length > 0) wrong[seed] = wrongs;
        credited += counts.credited;
      }
      expect(wrong, 'npm run world -- --seed N --trace tells the story').toEqual({});
      expect(credited).toBeGreaterThan(SEEDS);
    },
    120_000 + SEEDS * 10_000,
  );

  test('is the same world each time', async () => {
    const [one, other] = [
      await runWorld(5, template(), { trace: true }),
      await runWorld(5, template(), { trace: true }),
    ];
    expect(other).toEqual(one);
    expect(one.story.length).toBeGreaterThan(50);
  }, 60_000);

  test('figures that are kept have no gap, whichever process is quicker', () => {
    const handed: number[] = [];
    const inOrder = new InOrder<number>(1, (results) => handed.push(...results));
    inOrder.take(3, [3]);
    inOrder.take(4, [4, 5]);
    expect(handed).toEqual([]);
    inOrder.take(1, [1, 2]);
    expect(handed).toEqual([1, 2, 3, 4, 5]);
    inOrder.take(6, [6]);
    expect(handed).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each(mutations.map(({ name, file, from }) => [name, file, from]))(
    'the deliberate fault “%s” has its line',
    (_name, file, from) => {
      expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2);
    },
  );
});
