import { describe, expect, test } from 'vitest';
import { HouseClock } from '../../src/shared/house-clock.ts';
import { databases, openTestDatabase } from '../support/database.ts';

const OFF_MS = 90_000;

describe.each(databases.filter(({ available }) => available))('the time of a house on $name', ({ name }) => {
  test.each([OFF_MS, -OFF_MS])('where the clock of its machine is %d ms off', async (offMs) => {
    const place = await openTestDatabase(name);
    try {
      const clock = new HouseClock({ now: () => Date.now() + offMs });
      await clock.follow(place.db);
      const off = clock.now() - Date.now();
      // The embedded database is this machine's: so is its time.
      if (name === 'sqlite') expect(off).toBe(offMs);
      else expect(Math.abs(off)).toBeLessThan(1_000);
    } finally {
      await place.close();
    }
  });

  test('does not tremble where both agree', async () => {
    const place = await openTestDatabase(name);
    try {
      const clock = new HouseClock({ now: () => Date.now() });
      for (let each = 0; each < 20; each++) await clock.follow(place.db);
      expect(clock.aheadMs).toBe(0);
    } finally {
      await place.close();
    }
  });

  test('a clock that is set while it is compared tells nothing', async () => {
    const place = await openTestDatabase(name);
    try {
      let asked = 0;
      // Set back by an hour between the first look and the second, and right from then on.
      const clock = new HouseClock({ now: () => Date.now() + (asked++ === 0 ? 3_600_000 : 0) });
      await clock.follow(place.db);
      expect(Math.abs(clock.aheadMs)).toBeLessThan(1_000);
    } finally {
      await place.close();
    }
  });
});
