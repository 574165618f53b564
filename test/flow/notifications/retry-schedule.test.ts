import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptOffsets, nextAttemptAt } from '../../../src/flow/notifications/retry-schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';

const QUEUED_AT = Date.parse('2026-03-01T08:00:00Z');
const noJitter = () => 0.5;
const nextAfter = (elapsed: number, attempts: number, random = noJitter) => {
  const next = nextAttemptAt({ queuedAt: QUEUED_AT, attempts, now: QUEUED_AT + elapsed, random });
  return next === null ? null : next - QUEUED_AT;
};

test('the planned times are those of the design', () => {
  const hours = [1, 2, 4, 10, 16, 22, 46, 70, 94, 118, 142, 166].map((hour) => hour * HOUR);
  const minutes = [1, 3, 10, 20, 30].map((minute) => minute * MINUTE);
  expect(attemptOffsets).toEqual([0, 5 * SECOND, 15 * SECOND, 30 * SECOND, ...minutes, ...hours]);
  expect(attemptOffsets.at(-1)).toBeLessThanOrEqual(7 * DAY);
});

test('a shop that fails at once is tried at exactly the planned times, when there is no jitter', () => {
  const times: number[] = [0];
  for (let elapsed: number | null = 0; elapsed !== null; ) {
    elapsed = nextAfter(elapsed, times.length);
    if (elapsed !== null) times.push(elapsed);
  }
  expect(times).toEqual(attemptOffsets);
});

describe('a missed time is skipped', () => {
  test.each([
    ['a call that took 10 s', 10 * SECOND, 1, 15 * SECOND],
    ['an outage of an hour after the first attempt', HOUR, 1, 2 * HOUR],
    ['an outage of three days', 3 * DAY, 4, 94 * HOUR],
  ])('after %s', (_, elapsed, attempts, next) => {
    expect(nextAfter(elapsed, attempts)).toBe(next);
  });

  test('and after more than a week there is no next one', () => {
    expect(nextAfter(8 * DAY, 1)).toBeNull();
  });
});

test('the schedule is over after its last attempt, also when jitter made it early', () => {
  expect(nextAfter(164 * HOUR, attemptOffsets.length)).toBeNull();
});

describe('whatever happens', () => {
  const anything = fc.record({
    elapsed: fc.nat(9 * DAY),
    attempts: fc.nat(30),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  test('the next attempt lies ahead, within 10 % of the wait to a planned time that has not passed', () => {
    fc.assert(
      fc.property(anything, ({ elapsed, attempts, random }) => {
        const next = nextAfter(elapsed, attempts, () => random);
        const planned = attemptOffsets.find((at, index) => index >= attempts && at > elapsed);
        if (planned === undefined) {
          expect(next).toBeNull();
          return;
        }
        const wait = planned - elapsed;
        expect(Math.abs((next ?? Number.NaN) - planned)).toBeLessThanOrEqual(wait * 0.1 + 1);
        expect(next).toBeGreaterThanOrEqual(elapsed);
      }),
    );
  });

  test('a shop that never answers gets at most the planned number of attempts, each later than the one before', () => {
    const run = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 30,
      maxLength: 30,
    });
    fc.assert(
      fc.property(run, fc.nat(10 * SECOND), (randoms, callMs) => {
        let attempts = 1;
        let elapsed = callMs;
        for (;;) {
          const next = nextAfter(elapsed, attempts, () => randoms[attempts] ?? 0);
          if (next === null) break;
          expect(next).toBeGreaterThanOrEqual(elapsed);
          elapsed = next + callMs;
          attempts++;
        }
        expect(attempts).toBeLessThanOrEqual(attemptOffsets.length);
        expect(attempts).toBeGreaterThanOrEqual(attemptOffsets.length - 3);
      }),
    );
  });
});
