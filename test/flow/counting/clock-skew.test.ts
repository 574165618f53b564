import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addSkewSample,
  clockSkew,
  correctedTime,
  type SkewSamples,
} from '../../../src/flow/counting/index.ts';
import { NOON } from './make.ts';

const after = (differences: number[]) =>
  differences.reduce<SkewSamples>((samples, one) => addSkewSample(samples, NOON + one, NOON), []);

test('nothing known: the device is believed', () => {
  expect(clockSkew([])).toBe(0);
  expect(correctedTime(NOON, [])).toBe(NOON);
});

test('a clock ahead is set back, a clock behind is set forward', () => {
  expect(correctedTime(NOON + 70_000, after([70_000]))).toBe(NOON);
  expect(correctedTime(NOON - 70_000, after([-70_000, -70_000]))).toBe(NOON);
});

test('a clock that was set right is believed after eight messages', () => {
  const wrong = Array.from({ length: 100 }, () => 300_000);
  expect(clockSkew(after([...wrong, 0, 0, 0, 0, 0, 0, 0]))).toBe(300_000);
  expect(clockSkew(after([...wrong, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe(0);
});

test('what is no number changes nothing', () => {
  expect(addSkewSample([5], Number.NaN, NOON)).toEqual([5]);
});

test('up to seven wild samples of fifteen do not move it beyond the honest ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -900, max: -20 }), { minLength: 8, maxLength: 8 }),
      fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 }), { maxLength: 7 }),
      (honest, wild) => {
        const skew = clockSkew(after([...honest, ...wild]));
        expect(skew).toBeGreaterThanOrEqual(Math.min(...honest));
        expect(skew).toBeLessThanOrEqual(Math.max(...honest));
      },
    ),
  );
});

test('any number of samples: the memory is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (all) => {
      expect(after(all).length).toBeLessThanOrEqual(15);
    }),
  );
});
