import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CounterSighting,
  type CountersSeen,
  noCountersSeen,
  noteCounter,
  provenLosses,
  sightedAt,
} from '../../../src/flow/counting/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { NOON } from './make.ts';
import { seeded } from './simulate-payments.ts';

const TODAY = Math.floor((NOON + 8 * HOUR) / DAY);
const MIDNIGHT = NOON + 12 * HOUR;

/** Each payment is of 10.00 yuan, so payment n makes the total n times that. */
function nth(count: number, at: number, withTotal = true): CounterSighting {
  return { amountFen: fen(1_000), count, totalFen: withTotal ? fen(count * 1_000) : null, happenedAt: at };
}

const noteAll = (sightings: CounterSighting[], start: CountersSeen = noCountersSeen) =>
  sightings.reduce(noteCounter, start);
const lostOn = (seen: CountersSeen, day: number) => provenLosses(seen).find((one) => one.day === day);

describe('within a day', () => {
  test('a jump proves how many were lost and what they amount to', () => {
    const seen = noteAll([nth(7, NOON), nth(10, NOON + HOUR)]);
    expect(provenLosses(seen)).toEqual([{ day: TODAY, lost: 2, lostFen: 2_000 }]);
  });

  test('without totals the amount is not known', () => {
    const seen = noteAll([nth(7, NOON, false), nth(10, NOON + HOUR, false)]);
    expect(provenLosses(seen)).toEqual([{ day: TODAY, lost: 2, lostFen: null }]);
  });

  test('one text without a total leaves the amount unknown, not wrong', () => {
    const seen = noteAll([nth(7, NOON), nth(8, NOON, false), nth(10, NOON + HOUR)]);
    expect(provenLosses(seen)).toEqual([{ day: TODAY, lost: 1, lostFen: null }]);
  });

  test('totals alone prove the amount, and at least one', () => {
    const seen = noteAll([nth(7, NOON), nth(10, NOON + HOUR)].map((one) => ({ ...one, count: null })));
    expect(provenLosses(seen)).toEqual([{ day: TODAY, lost: 1, lostFen: 2_000 }]);
  });

  test('what came before the first one seen was not lost: nobody listened', () => {
    expect(provenLosses(noteAll([nth(7, NOON)]))).toEqual([{ day: TODAY, lost: 0, lostFen: 0 }]);
  });

  test('late ones fill the gap, repeats change nothing', () => {
    const jumped = noteAll([nth(7, NOON), nth(10, NOON), nth(10, NOON), nth(7, NOON + 1)]);
    expect(lostOn(jumped, TODAY)?.lost).toBe(2);
    expect(lostOn(noteAll([nth(9, NOON)], jumped), TODAY)).toEqual({ day: TODAY, lost: 1, lostFen: 1_000 });
    expect(lostOn(noteAll([nth(9, NOON), nth(8, NOON)], jumped), TODAY)?.lost).toBe(0);
  });
});

describe('around midnight in Shanghai', () => {
  const evening = noteAll([nth(56, MIDNIGHT - HOUR)]);

  test('the counter begins at 1 again, and what the new day skips is lost', () => {
    const seen = noteAll([nth(57, MIDNIGHT - MINUTE), nth(3, MIDNIGHT + HOUR)], evening);
    expect(provenLosses(seen)).toEqual([
      { day: TODAY, lost: 0, lostFen: 0 },
      { day: TODAY + 1, lost: 2, lostFen: 2_000 },
    ]);
  });

  test.each([true, false])(
    'a payment of the old day told after midnight is no jump of the new day',
    (totals) => {
      const seen = noteAll(
        [nth(57, MIDNIGHT + 30 * SECOND, totals), nth(1, MIDNIGHT + 40 * SECOND, totals)],
        evening,
      );
      expect(provenLosses(seen).map(({ lost }) => lost)).toEqual([0, 0]);
    },
  );

  test('a payment of the new day told by a clock that is a little ahead is none of the old day', () => {
    const seen = noteAll([nth(1, MIDNIGHT - 2 * SECOND), nth(2, MIDNIGHT + HOUR)], evening);
    expect(provenLosses(seen).map(({ lost }) => lost)).toEqual([0, 0]);
  });

  test('what is unclear is decided by what comes later', () => {
    const quiet = noteAll([nth(1, MIDNIGHT - 2 * HOUR, false), nth(2, MIDNIGHT - HOUR, false)]);
    const unclear = noteAll([nth(3, MIDNIGHT + MINUTE, false)], quiet);
    expect(provenLosses(unclear).reduce((sum, { lost }) => sum + lost, 0)).toBe(0);
    expect(lostOn(noteAll([nth(4, MIDNIGHT + HOUR, false)], unclear), TODAY + 1)?.lost).toBe(2);
    expect(
      lostOn(
        noteAll(
          [1, 2, 3].map((n) => nth(n, MIDNIGHT + n * HOUR, false)),
          unclear,
        ),
        TODAY + 1,
      )?.lost,
    ).toBe(0);
  });

  test('with totals it is clear at once', () => {
    const quiet = noteAll([nth(1, MIDNIGHT - 2 * HOUR), nth(2, MIDNIGHT - HOUR)]);
    const third = { ...nth(3, MIDNIGHT + MINUTE), totalFen: fen(9_000) };
    expect(lostOn(noteAll([third], quiet), TODAY + 1)).toEqual({ day: TODAY + 1, lost: 2, lostFen: 8_000 });
  });

  test('told by a phone that was away over midnight, it is of the day that its number fits', () => {
    const back = MIDNIGHT + 10 * MINUTE;
    const late = [
      { ...nth(57, back), lateMs: 20 * MINUTE },
      { ...nth(1, back + SECOND), lateMs: 20 * MINUTE },
      { ...nth(2, back + 2 * SECOND), lateMs: 20 * MINUTE },
    ].map(({ lateMs, ...one }) => ({ ...one, happenedAt: sightedAt(one.happenedAt, lateMs) ?? 0 }));
    const seen = noteAll([...late, nth(4, MIDNIGHT + HOUR)], evening);
    expect(provenLosses(seen).map(({ lost }) => lost)).toEqual([0, 1]);
  });

  test.each([
    ['before the others told of it', true],
    ['after the others told of it', false],
  ])(
    'told by a phone that does not know since when, and %s, it proves nothing of the day’s beginning',
    (_, isFirst) => {
      const at = MIDNIGHT + 10 * HOUR;
      const pinned = sightedAt(at, 14 * HOUR) ?? 0;
      const unsure = [4, 5].map((n) => ({ ...nth(n, pinned), atAnyTime: true as const }));
      const sure = [4, 5, 6].map((n) => nth(n, at + n * SECOND));
      const seen = noteAll(isFirst ? [...unsure, ...sure] : [...sure, ...unsure]);
      expect(provenLosses(seen).map(({ lost }) => lost)).toEqual([0]);
    },
  );

  test.each([
    ['awake', HOUR, null, HOUR],
    ['away since midnight', HOUR, HOUR, HOUR],
    ['away over midnight', HOUR, HOUR + 1, 2 * MINUTE - 1],
    ['away over two midnights', HOUR, 25 * HOUR + 1, null],
  ])('the time of a phone that was %s', (_title, after, lateMs, expected) => {
    expect(sightedAt(MIDNIGHT + after, lateMs)).toBe(expected === null ? null : MIDNIGHT + expected);
  });

  test('a day of silence in between loses nothing that could be proven', () => {
    const seen = noteAll([nth(2, NOON + 2 * DAY)], evening);
    expect(lostOn(seen, TODAY + 2)?.lost).toBe(1);
    expect(lostOn(seen, TODAY)?.lost).toBe(0);
  });
});

describe('the memory', () => {
  test('stays small in a year of losses, and through a night of thousands at midnight', () => {
    let seen = noCountersSeen;
    for (let day = 0; day < 365; day++) {
      for (let n = 1; n <= 40; n++) seen = noteCounter(seen, nth(2 * n, NOON + day * DAY + n * SECOND));
    }
    for (let n = 1; n <= 1_000; n++) seen = noteCounter(seen, nth(2 * n, MIDNIGHT + 365 * DAY + n * 100));
    expect(JSON.stringify(seen).length).toBeLessThan(40_000);
  });

  test('counts on exactly when the oldest gaps are given up', () => {
    const seen = noteAll(Array.from({ length: 1_000 }, (_, i) => nth(2 * i + 1, NOON + i * SECOND)));
    expect(provenLosses(seen)).toEqual([{ day: TODAY, lost: 999, lostFen: 999_000 }]);
  });

  test('survives being stored as JSON at every step', () => {
    const sightings = [nth(5, NOON), nth(57, MIDNIGHT + SECOND), nth(2, MIDNIGHT + HOUR)];
    const stored = sightings.reduce<CountersSeen>(
      (seen, one) => JSON.parse(JSON.stringify(noteCounter(seen, one))),
      noCountersSeen,
    );
    expect(stored).toEqual(noteAll(sightings));
  });
});

interface Payment extends CounterSighting {
  day: number;
  isTold: boolean;
}

/** Two or three days, told by up to two devices, late and out of order, with losses. */
function run(seed: number): {
  told: CounterSighting[];
  expected: Map<number, { lost: number; fen: number }>;
  withTotals: boolean;
} {
  const random = seeded(seed);
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const withTotals = random() < 0.7;
  const lossShare = random() * 0.4;
  const payments: Payment[] = [];
  for (let day = 0; day < 2 + upTo(1); day++) {
    const times = [
      // Six or more in the day; below that, a day can be told in two ways (see provenLosses). A few more at its ends.
      ...Array.from({ length: 6 + upTo(20) }, () => MINUTE * 5 + random() * (DAY - 10 * MINUTE)),
      ...Array.from({ length: upTo(3) }, () => DAY - random() * 2 * MINUTE),
      ...(day > 0 ? Array.from({ length: upTo(3) }, () => random() * 2 * MINUTE) : []),
    ].sort((a, b) => a - b);
    let total = 0;
    times.forEach((time, i) => {
      const amount = 1 + upTo(50_000);
      total += amount;
      const paidAt = MIDNIGHT + day * DAY + Math.floor(time);
      payments.push({
        ...{ day: TODAY + 1 + day, amountFen: fen(amount), count: i + 1, happenedAt: paidAt },
        totalFen: withTotals ? fen(total) : null,
        isTold: random() >= lossShare,
      });
    });
  }
  const told = payments
    .filter(({ isTold }) => isTold)
    .flatMap(({ day: _day, isTold: _isTold, ...one }) =>
      Array.from({ length: 1 + upTo(1) }, () => ({ ...one, happenedAt: one.happenedAt + upTo(119_000) })),
    )
    .map((one) => ({ one, arrivesAt: one.happenedAt + random() * 2 * MINUTE }))
    .sort((a, b) => a.arrivesAt - b.arrivesAt)
    .map(({ one }) => one);
  return { told, expected: provable(payments), withTotals };
}

/** By the plain definition: of each day, the payments that nobody told before the last one told. */
function provable(payments: Payment[]): Map<number, { lost: number; fen: number }> {
  const found = new Map<number, { lost: number; fen: number }>();
  const firstDay = Math.min(...payments.filter(({ isTold }) => isTold).map(({ day }) => day));
  for (const day of new Set(payments.map((one) => one.day))) {
    const ofDay = payments.filter((one) => one.day === day);
    const last = ofDay.findLastIndex(({ isTold }) => isTold);
    if (last < 0) continue;
    const first = day === firstDay ? ofDay.findIndex(({ isTold }) => isTold) : 0;
    const lost = ofDay.slice(first, last).filter(({ isTold }) => !isTold);
    found.set(day, { lost: lost.length, fen: lost.reduce((sum, { amountFen }) => sum + amountFen, 0) });
  }
  return found;
}

test('10,000 runs over midnight, late, repeated and out of order: exactly what can be proven', () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= 10_000; seed++) {
    const { told, expected, withTotals } = run(seed);
    for (const { day, lost, lostFen } of provenLosses(noteAll(told))) {
      const truth = expected.get(day);
      const amount = withTotals || lost === 0 ? truth?.fen : null;
      if (truth?.lost !== lost || amount !== lostFen) {
        wrong.push(
          `seed ${seed}, day ${day - TODAY}: said ${lost} (${lostFen}), true ${truth?.lost} (${truth?.fen})`,
        );
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('any sightings in any order: never less than nothing, and the same when all are told again', () => {
  const sighting = fc.record({
    amountFen: fc.integer({ min: 1, max: 9_999 }).map(fen),
    count: fc.option(fc.integer({ min: 1, max: 60 })),
    totalFen: fc.option(fc.integer({ min: 10_000, max: 99_999 }).map(fen)),
    happenedAt: fc.integer({ min: MIDNIGHT - 10 * MINUTE, max: MIDNIGHT + 10 * MINUTE }),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      const seen = noteAll(sightings);
      for (const { lost, lostFen } of provenLosses(seen)) {
        expect(lost).toBeGreaterThanOrEqual(0);
        expect(lostFen ?? 0).toBeGreaterThanOrEqual(0);
      }
      expect(provenLosses(noteAll(sightings, seen))).toEqual(provenLosses(seen));
    }),
    { numRuns: 500 },
  );
});
