import { expect, test } from 'vitest';
import { AccountPace } from '../../src/plugin-host/account-pace.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2026, 2, 1, 8, 30);
const { signal } = new AbortController();

test('an account’s hour is full: too fast, until the oldest minute is over; another account goes on', async () => {
  const pace = new AccountPace();
  for (let at = 0; at < 10; at++) await pace.take('1', { perHour: 10 }, NOW + at * MINUTE, signal);
  const full = pace.take('1', { perHour: 10 }, NOW + 10 * MINUTE, signal);
  await expect(full).rejects.toMatchObject({ kind: 'tooFast', retryAfterMs: 51 * MINUTE });
  await pace.take('2', { perHour: 10 }, NOW, signal);
  await pace.take('1', { perHour: 10 }, NOW + HOUR, signal);
  await expect(pace.take('1', { perHour: 10 }, NOW + HOUR, signal)).rejects.toMatchObject({
    kind: 'tooFast',
  });
});

test('requests of one account begin so far apart, whoever makes them', async () => {
  const pace = new AccountPace();
  const begun = performance.now();
  await Promise.all([1, 2, 3].map(() => pace.take('1', { minGapMs: 40 }, NOW, signal)));
  expect(performance.now() - begun).toBeGreaterThan(75);
});

test('a call that ends does not go on waiting', async () => {
  const pace = new AccountPace();
  const controller = new AbortController();
  await pace.take('1', { minGapMs: 60_000 }, NOW, signal);
  const waiting = pace.take('1', { minGapMs: 60_000 }, NOW, controller.signal);
  controller.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
});

test('our clock is set back: what was counted ahead binds nobody', async () => {
  const pace = new AccountPace();
  for (let at = 0; at < 10; at++) await pace.take('1', { perHour: 10 }, NOW, signal);
  await pace.take('1', { perHour: 10 }, NOW - 2 * HOUR, signal);
});
