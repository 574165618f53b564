import { expect, test } from 'vitest';
import { shrink } from './shrink.ts';

const names = Array.from({ length: 60 }, (_, index) => `event ${index}`);

test('what a failure needs stays, and nothing else', async () => {
  const needed = ['event 7', 'event 8', 'event 41'];
  let tried = 0;
  const out = await shrink(names, async (without) => {
    tried += 1;
    return needed.every((name) => !without.has(name));
  });
  expect(names.filter((name) => !out.has(name))).toEqual(needed);
  expect(tried).toBeLessThan(120);
});

test('where everything is needed nothing is left out; where nothing is, all', async () => {
  expect((await shrink(names, async (without) => without.size === 0)).size).toBe(0);
  expect((await shrink(names, async () => true)).size).toBe(names.length);
});

test('it ends after so many tries, with what it has', async () => {
  let tried = 0;
  const out = await shrink(
    names,
    async (without) => {
      tried += 1;
      return !without.has('event 3');
    },
    5,
  );
  expect(tried).toBe(5);
  expect(out.has('event 3')).toBe(false);
});
