import { describe, expect, test } from 'vitest';
import {
  ageWatch,
  type CounterSighting,
  type CounterWatch,
  nothingWatched,
  provenLosses,
  STANDING_MS,
  seenSoFar,
  standingLosses,
  standsNextAt,
  watchCounter,
} from '../../../src/flow/counting/index.ts';
import { shanghaiDay } from '../../../src/flow/counting/shanghai-day.ts';
import { DAY, HOUR, MINUTE } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { NOON } from './make.ts';
import { seeded } from './simulate-payments.ts';

const MIDNIGHT = NOON + 12 * HOUR;

/** Each payment is of 10.00 yuan, so payment n makes the total n times that. */
function nth(count: number, at: number): CounterSighting {
  return { amountFen: fen(1_000), count, totalFen: fen(count * 1_000), happenedAt: at };
}

/** Each told at the moment at which it happened, unless another is given. */
function told(...sightings: [count: number, at: number, arrivedAt?: number][]): CounterWatch {
  return sightings.reduce(
    (watch, [count, at, arrivedAt = at]) => watchCounter(watch, nth(count, at), arrivedAt),
    nothingWatched,
  );
}

const lostAt = (watch: CounterWatch, now: number) => standingLosses(ageWatch(watch, now)).at(-1);

describe('a gap', () => {
  const jumped = told([7, NOON], [10, NOON + MINUTE]);

  test('is a loss when it has stood for two minutes after the message that shows it, not before', () => {
    expect(lostAt(jumped, NOON + MINUTE)).toMatchObject({ lost: 0 });
    expect(lostAt(jumped, NOON + MINUTE + STANDING_MS - 1)).toMatchObject({ lost: 0 });
    expect(lostAt(jumped, NOON + MINUTE + STANDING_MS)).toMatchObject({ lost: 2, lostFen: 2_000 });
  });

  test('that fills in time was never one', () => {
    const filled = [8, 9].reduce(
      (watch, n) => watchCounter(watch, nth(n, NOON + n), NOON + 2 * MINUTE),
      jumped,
    );
    expect(lostAt(filled, NOON + HOUR)).toMatchObject({ lost: 0, lostFen: 0 });
  });

  test('that fills later is one until then, at once', () => {
    const at = NOON + HOUR;
    expect(lostAt(watchCounter(jumped, nth(8, NOON), at), at)).toMatchObject({ lost: 1, lostFen: 1_000 });
  });

  test('does not make a younger one look as old', () => {
    const two = watchCounter(jumped, nth(15, NOON + 2 * MINUTE), NOON + 2 * MINUTE);
    expect(lostAt(two, NOON + 3 * MINUTE)).toMatchObject({ lost: 2, lostFen: 2_000 });
    expect(lostAt(two, NOON + 4 * MINUTE - 1)).toMatchObject({ lost: 2 });
    expect(lostAt(two, NOON + 4 * MINUTE)).toMatchObject({ lost: 6, lostFen: 6_000 });
  });

  test('below the first one seen is as young as the message that shows it', () => {
    const late = watchCounter(told([10, NOON]), nth(7, NOON - 1), NOON + 3 * MINUTE);
    expect(lostAt(late, NOON + 5 * MINUTE - 1)).toMatchObject({ lost: 0 });
    expect(lostAt(late, NOON + 5 * MINUTE)).toMatchObject({ lost: 2 });
  });

  test('says when to look again', () => {
    expect(standsNextAt(jumped)).toBe(NOON + STANDING_MS);
    expect(standsNextAt(ageWatch(jumped, NOON + HOUR))).toBeNull();
  });
});

test('a watch stays small and counts on when thousands come at once', () => {
  let watch = nothingWatched;
  for (let n = 1; n <= 5_000; n++) watch = watchCounter(watch, nth(2 * n, NOON + n), NOON + n);
  expect(watch.fresh.length).toBeLessThanOrEqual(500);
  expect(lostAt(watch, NOON + HOUR)).toMatchObject({ lost: 4_999 });
  expect(JSON.parse(JSON.stringify(watch))).toEqual(watch);
});

interface Payment extends CounterSighting {
  day: number;
  /** Null: nobody told. */
  arrivesAt: number | null;
}

/** Three days around two midnights; each message arrives, if at all, within 120 s of its payment. */
function simulate(seed: number): Payment[] {
  const random = seeded(seed);
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const lossShare = seed % 4 === 0 ? 0 : random() * 0.4;
  const withTotals = random() < 0.7;
  const payments: Payment[] = [];
  for (let day = 0; day < 2 + upTo(1); day++) {
    const times = [
      ...Array.from({ length: 6 + upTo(12) }, () => 5 * MINUTE + random() * (DAY - 10 * MINUTE)),
      // In bursts, so that messages overtake each other, and at the ends of the day.
      ...Array.from({ length: upTo(8) }, () => 12 * HOUR + random() * 3 * MINUTE),
      ...Array.from({ length: upTo(3) }, () => DAY - random() * 2 * MINUTE),
      ...(day > 0 ? Array.from({ length: upTo(3) }, () => random() * 2 * MINUTE) : []),
    ].sort((a, b) => a - b);
    let total = 0;
    times.forEach((time, i) => {
      const amount = 1 + upTo(50_000);
      total += amount;
      const paidAt = MIDNIGHT + day * DAY + Math.floor(time);
      const happenedAt = paidAt + upTo(random() < 0.2 ? 119_000 : 3_000);
      payments.push({
        ...{ day: shanghaiDay(paidAt), amountFen: fen(amount), count: i + 1, happenedAt },
        totalFen: withTotals ? fen(total) : null,
        arrivesAt: random() < lossShare ? null : happenedAt + upTo(paidAt + 120_000 - happenedAt),
      });
    });
  }
  return payments;
}

/** By the plain definition: what nobody told below the last one that arrived STANDING_MS ago. */
function truthOf(payments: Payment[]): (day: number, now: number) => { lost: number; fen: number } {
  const days = new Map<number, Payment[]>();
  for (const one of payments) days.set(one.day, [...(days.get(one.day) ?? []), one]);
  const firstDay = Math.min(...payments.filter(({ arrivesAt }) => arrivesAt !== null).map((one) => one.day));
  return (day, now) => {
    const ofDay = days.get(day) ?? [];
    const isOld = ({ arrivesAt }: Payment) => arrivesAt !== null && arrivesAt + STANDING_MS <= now;
    const first = day === firstDay ? ofDay.findIndex(isOld) : 0;
    const last = ofDay.findLastIndex(isOld);
    const lost = last < 0 ? [] : ofDay.slice(first, last).filter(({ arrivesAt }) => arrivesAt === null);
    return { lost: lost.length, fen: lost.reduce((sum, { amountFen }) => sum + amountFen, 0) };
  };
}

test('10,000 runs over midnight, looked at after every message and when gaps come of age: exactly what is missing for 120 s, and in the end all', () => {
  const wrong: string[] = [];
  let [looks, losses] = [0, 0];
  for (let seed = 1; seed <= 10_000; seed++) {
    const payments = simulate(seed);
    const truth = truthOf(payments);
    const arriving = payments
      .flatMap(({ day: _day, arrivesAt, ...one }) => (arrivesAt === null ? [] : [{ one, arrivesAt }]))
      .sort((a, b) => a.arrivesAt - b.arrivesAt);
    const hasTotals = payments.some(({ totalFen }) => totalFen !== null);
    let watch = nothingWatched;
    const look = (now: number) => {
      watch = ageWatch(watch, now);
      for (const { day, lost, lostFen } of standingLosses(watch)) {
        const real = truth(day, now);
        const amount = hasTotals || real.lost === 0 ? real.fen : null;
        looks++;
        if (lost !== real.lost || lostFen !== amount) {
          wrong.push(
            `seed ${seed}, day ${day} at ${now}: said ${lost} (${lostFen}), true ${real.lost} (${real.fen})`,
          );
        }
      }
    };
    for (const { one, arrivesAt } of arriving) {
      for (let due = standsNextAt(watch); due !== null && due <= arrivesAt; due = standsNextAt(watch))
        look(due);
      watch = watchCounter(watch, one, arrivesAt);
      look(arrivesAt);
    }
    const end = (arriving.at(-1)?.arrivesAt ?? 0) + STANDING_MS;
    look(end);
    for (const { lost } of standingLosses(watch)) losses += lost;
    if (JSON.stringify(standingLosses(watch)) !== JSON.stringify(provenLosses(seenSoFar(watch))))
      wrong.push(`seed ${seed}: in the end not all that is proven`);
  }
  process.stdout.write(`standing losses: ${looks} looks, ${losses} lost in the end\n`);
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(wrong).toHaveLength(0);
}, 120_000);
