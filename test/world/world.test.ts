import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { InOrder } from './in-order.ts';
import { mutations } from './mutations.ts';
import { runWorld } from './world.ts';

/** WORLD_SEEDS: how many; WORLD_FROM: the first one. */
const SEEDS = Number(process.env.WORLD_SEEDS ?? 60);
const FROM = Number(process.env.WORLD_FROM ?? 1);
const template = () => join(process.env.MPAY_TEST_TEMPLATE ?? '', 'mpay.db');
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the simulated world', () => {
  test(
    'loses no payment, counts none twice and gives none to the wrong order',
    async ({ signal }) => {
      const args = ['scripts/world.mjs', 'run', '--seeds', String(SEEDS), '--from', String(FROM)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, signal }).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      expect(stdout, 'npm run world -- --seed N --trace tells the story').toContain(
        `${SEEDS} seeds, 0 failed`,
      );
      expect(Number(/credited (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(SEEDS);
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
