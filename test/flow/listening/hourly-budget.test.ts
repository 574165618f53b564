import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rhythmOf } from '../../../src/flow/listening/ask-rhythm.ts';
import {
  addSpent,
  freeAt,
  readSpent,
  reservedOf,
  totalOf,
  writeSpent,
} from '../../../src/flow/listening/hourly-budget.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';

const now = Date.parse('2026-03-01T08:00:30Z');

describe('what was spent', () => {
  test('is read as it was written, and counts until an hour after its minute is over', () => {
    let spent = readSpent('', now);
    spent = addSpent(spent, now - 30 * MINUTE, 4);
    spent = addSpent(spent, now, 2);
    const text = writeSpent(spent);
    expect(text.length).toBeLessThan(600);
    expect(totalOf(readSpent(text, now))).toBe(6);
    expect(totalOf(readSpent(text, now + 30 * MINUTE))).toBe(6);
    expect(totalOf(readSpent(text, now + 31 * MINUTE))).toBe(2);
    expect(totalOf(readSpent(text, now + 2 * HOUR))).toBe(0);
  });

  test('what lies ahead was counted before our clock was set back, and binds nobody', () => {
    const text = writeSpent(addSpent(readSpent('', now), now, 9));
    expect(totalOf(readSpent(text, now - HOUR))).toBe(0);
  });

  test('61 busy minutes fit into the column', () => {
    let spent = readSpent('', now);
    for (let minute = 0; minute <= 60; minute++) spent = addSpent(spent, now + minute * MINUTE, 9_999);
    expect(writeSpent(spent).length).toBeLessThanOrEqual(600);
  });

  test('rubbish counts nothing', () => {
    for (const text of ['x', ':', '12', 'a:b,c', '1:-5,NaN']) expect(totalOf(readSpent(text, now))).toBe(0);
  });
});

test('whoever asks only where freeAt lets him never goes beyond the budget in any hour, wherever it begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 200 * SECOND }), { minLength: 1, maxLength: 200 }),
      (budget, gaps) => {
        let text = '';
        let at = now;
        const made: number[] = [];
        for (const gap of gaps) {
          at += gap;
          const spent = readSpent(text, at);
          const free = freeAt(spent, at, budget);
          // It says the truth: a moment before it, nothing is free.
          if (free > at) expect(totalOf(readSpent(text, free - 1))).toBeGreaterThanOrEqual(budget);
          if (free > at) continue;
          text = writeSpent(addSpent(spent, at, 1));
          made.push(at);
        }
        for (const begin of made)
          expect(made.filter((one) => one >= begin && one < begin + HOUR).length).toBeLessThanOrEqual(budget);
      },
    ),
  );
});

describe('the rhythm', () => {
  const open = { now, intervalMs: 3 * SECOND, lastExpiryAt: now + 5 * MINUTE, cost: 1, halfFreeAt: now };
  const rich = { used: 0, usual: 9_000 };

  test('quick while a buyer looks, slower later, never slower than the interval of a slow account', () => {
    expect(rhythmOf({ ...open, ...rich, quickUntil: now + MINUTE })).toEqual({
      everyMs: 3 * SECOND,
      isTight: false,
    });
    expect(rhythmOf({ ...open, ...rich, quickUntil: now }).everyMs).toBe(6 * SECOND);
    const slow = { ...open, ...rich, intervalMs: 20 * SECOND };
    expect(rhythmOf({ ...slow, quickUntil: now }).everyMs).toBe(20 * SECOND);
  });

  test('the first half of a small budget is spread over the open orders, the second until the first is free', () => {
    const small = { ...open, quickUntil: now + MINUTE, usual: 100 };
    expect(rhythmOf({ ...small, used: 0 }).everyMs).toBe(6 * SECOND);
    const half = rhythmOf({ ...small, used: 60, halfFreeAt: now + 40 * MINUTE });
    expect(half).toEqual({ everyMs: MINUTE, isTight: true });
  });

  test('with orders coming all the time a budget of any size lasts: the gaps are never longer than an order lives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 2_000 }), (most) => {
        const usual = most - reservedOf(most);
        let text = '';
        let longest = 0;
        for (let at = now; at < now + 3 * HOUR; ) {
          const spent = readSpent(text, at);
          if (totalOf(spent) < usual) text = writeSpent(addSpent(spent, at, 1));
          else longest = Number.POSITIVE_INFINITY;
          const facts = readSpent(text, at);
          const { everyMs } = rhythmOf({
            ...{ now: at, intervalMs: 3 * SECOND, quickUntil: at + MINUTE, lastExpiryAt: at + 5 * MINUTE },
            ...{ used: totalOf(facts), usual, halfFreeAt: freeAt(facts, at, usual / 2), cost: 1 },
          });
          longest = Math.max(longest, everyMs);
          at += everyMs;
        }
        expect(longest).toBeLessThanOrEqual(180 * SECOND);
      }),
      { numRuns: 30 },
    );
  });
});

test('a share of each budget is kept for what must not fail', () => {
  expect([60, 600, 3_000].map(reservedOf)).toEqual([6, 60, 300]);
  expect(reservedOf(4)).toBe(2);
});
