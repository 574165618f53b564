import { expect, test, vi } from 'vitest';
import { dayPlatforms } from './platforms.ts';
import { simulateDay } from './simulate-day.ts';

vi.setConfig({ testTimeout: 120_000 });

/** The table of docs/polling.md at its busiest, cut short: `npm run simulate:day` is the whole of it. */
test('two hundred orders in an hour with a small budget: it holds in any hour, nothing is lost, and all are found in time', async () => {
  const [platform] = dayPlatforms;
  if (!platform) throw new Error('no platform');
  const day = await simulateDay({ platform, orders: 200, hours: 1, startHour: 19, hourlyBudget: 120 });
  expect(day.orders + day.turnedAway).toBe(200);
  expect(day.paid).toBeGreaterThan(120);
  expect([day.lost, day.wrong]).toEqual([0, 0]);
  expect(day.mostInAnHour).toBeLessThanOrEqual(120);
  expect(day.p50).toBeLessThan(60_000);
  expect(day.p99).toBeLessThan(150_000);
  expect(day.logins).toBeLessThanOrEqual(2);
});
