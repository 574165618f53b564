import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSkewSample,
  clockSkew,
  correctedNow,
  correctedTime,
  type SkewSamples,
} from '../../../src/flow/counting/index.ts';
import { NOON } from './make.ts';

const samplesOf = (differences: number[]) =>
  differences.reduce<SkewSamples>((samples, one) => addSkewSample(samples, NOON + one, NOON), []);

test('nothing known: the device is believed', () => {
  expect(clockSkew([])).toBe(0);
  expect(correctedTime(NOON, [])).toBe(NOON);
});

test('a clock ahead is set back, a clock behind is set forward', () => {
  expect(correctedTime(NOON + 70_000, samplesOf([70_000]))).toBe(NOON);
  expect(correctedTime(NOON - 70_000, samplesOf([-70_000, -70_000]))).toBe(NOON);
});

test('a clock that was set right is believed after eight messages', () => {
  const wrong = Array.from({ length: 100 }, () => 300_000);
  expect(clockSkew(samplesOf([...wrong, 0, 0, 0, 0, 0, 0, 0]))).toBe(300_000);
  expect(clockSkew(samplesOf([...wrong, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe(0);
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
        const skew = clockSkew(samplesOf([...honest, ...wild]));
        expect(skew).toBeGreaterThanOrEqual(Math.min(...honest));
        expect(skew).toBeLessThanOrEqual(Math.max(...honest));
      },
    ),
  );
});

test('any number of samples: the memory is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (all) => {
      expect(samplesOf(all).length).toBeLessThanOrEqual(15);
    }),
  );
});

describe('a message that was sent at once, by a clock that was set meanwhile', () => {
  const usual = Array.from({ length: 15 }, () => -500);
  const now = (deviceAt: number, ...differences: number[]) => correctedNow(deviceAt, samplesOf(differences));

  test('set forward: its own sample is believed, as nothing arrives before it is sent', () => {
    expect(now(NOON + 200_000, ...usual, 199_500)).toEqual({ at: NOON + 500, doubtMs: 0 });
  });

  test('set back, or on its way for long: the payment lies between the two readings', () => {
    const { at, doubtMs } = now(NOON - 200_000, ...usual, -200_500);
    expect(at).toBe(NOON + 500);
    expect(at - doubtMs).toBe(NOON - 199_500);
  });

  test('slow as phones are that try again, or prompt: the median, as before', () => {
    for (const own of [-45_000, -10_000, 0, 9_000]) {
      const samples = samplesOf([...usual, own]);
      expect(correctedNow(NOON, samples)).toEqual({ at: correctedTime(NOON, samples), doubtMs: 0 });
    }
  });

  test('the first of all is believed', () => {
    expect(now(NOON - 200_000, -200_000)).toEqual({ at: NOON, doubtMs: 0 });
    expect(correctedNow(NOON, [])).toEqual({ at: NOON, doubtMs: 0 });
  });
});
