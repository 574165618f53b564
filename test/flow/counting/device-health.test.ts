import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceHealth, healthChange, SILENCE_LIMIT_MS } from '../../../src/flow/counting/index.ts';
import { NOON } from './make.ts';

test.each([
  ['never heard', null, 'never'],
  ['just heard', 0, 'alive'],
  ['quiet for almost 90 s', 89_999, 'alive'],
  ['quiet for 90 s', 90_000, 'silent'],
  ['heard in the future, by a clock of ours that was set back', -5_000, 'alive'],
])('a device %s', (_title, quietMs, state) => {
  const lastSeenAt = quietMs === null ? null : NOON - quietMs;
  expect(deviceHealth(lastSeenAt, NOON).state).toBe(state);
});

test('the limit can be set', () => {
  expect(deviceHealth(NOON - 40_000, NOON, 30_000)).toEqual({ state: 'silent', since: NOON - 40_000 });
});

test('a change is told once, with how long it was away', () => {
  const alive = deviceHealth(NOON, NOON);
  const silent = deviceHealth(NOON, NOON + 90_000);
  expect(healthChange(alive, silent, NOON + 90_000)).toEqual({ change: 'went_silent', since: NOON });
  expect(healthChange(silent, silent, NOON + 95_000)).toBeNull();
  expect(healthChange(silent, alive, NOON + 99_000)).toEqual({ change: 'came_back', silentMs: 99_000 });
  expect(healthChange({ state: 'never' }, alive, NOON)).toBeNull();
});

test('any heartbeats, looked at any often: every silence has one beginning and one end', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 }), (pauses) => {
      const beats = [NOON];
      for (const s of pauses) beats.push((beats.at(-1) ?? NOON) + s * 1_000);
      const end = beats.at(-1) ?? NOON;
      const changes: string[] = [];
      let before = deviceHealth(NOON, NOON);
      for (let now = NOON; now <= end; now += 1_000) {
        const after = deviceHealth(beats.findLast((beat) => beat <= now) ?? null, now);
        const change = healthChange(before, after, now);
        if (change) changes.push(change.change);
        before = after;
      }
      const silences = pauses.filter((s) => s * 1_000 > SILENCE_LIMIT_MS).length;
      expect(changes).toEqual(Array.from({ length: silences }, () => ['went_silent', 'came_back']).flat());
    }),
    { numRuns: 50 },
  );
});
