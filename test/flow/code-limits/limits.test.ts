import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkLimits,
  limitTexts,
  overLimit,
  readLimits,
  writeLimits,
} from '../../../src/flow/code-limits/index.ts';
import { type Fen, fen, formatFen } from '../../../src/shared/money.ts';
import { say } from '../../../src/shared/saying.ts';
import { createZoneTime } from '../../../src/shared/zone-time.ts';

const none = readLimits(null);
const idle = { count: 0, fen: 0 };
const noon = { moneyFen: 1_000, minute: 12 * 60, use: idle };

describe('what a limit keeps away', () => {
  test('nothing, where there is none', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 1439 }), fc.nat(), (moneyFen, minute, count) => {
        expect(overLimit(none, { moneyFen, minute, use: { count, fen: count * 100 } })).toBeNull();
      }),
    );
  });

  test('amounts outside the range; both ends are taken', () => {
    const limits = { ...none, minFen: fen(500), maxFen: fen(1_000) };
    const why = (moneyFen: number) => overLimit(limits, { ...noon, moneyFen })?.why ?? null;
    expect([499, 500, 1_000, 1_001].map(why)).toEqual(['below', null, null, 'above']);
  });

  test('hours, over midnight too; from a time to the same time is the whole day', () => {
    const at = (from: number, to: number, minute: number) =>
      overLimit({ ...none, hours: { from, to } }, { ...noon, minute }) === null;
    expect([479, 480, 1319, 1320].map((minute) => at(480, 1_320, minute))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([1319, 1320, 0, 119, 120].map((minute) => at(1_320, 120, minute))).toEqual([
      ...[false, true, true, true, false],
    ]);
    expect(at(600, 600, 0)).toBe(true);
  });

  test('one order too many, and one fen too much', () => {
    const limits = { ...none, dayCount: 3, dayFen: fen(5_000) };
    const why = (count: number, used: number) =>
      overLimit(limits, { ...noon, use: { count, fen: used } })?.why ?? null;
    expect([why(2, 0), why(3, 0), why(0, 4_000), why(0, 4_001)]).toEqual([
      ...[null, 'day_count', null, 'day_money'],
    ]);
  });
});

const anyLimits = fc.record({
  dayCount: fc.option(fc.integer({ min: 1, max: 100_000 })),
  dayFen: fc.option(fc.integer({ min: 1, max: 10_000_000 }).map((value) => fen(value))),
  minFen: fc.option(fc.integer({ min: 1, max: 1_000 }).map((value) => fen(value))),
  maxFen: fc.option(fc.integer({ min: 1_000, max: 10_000_000 }).map((value) => fen(value))),
  hours: fc.option(
    fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1439 }) }),
  ),
  coolAfter: fc.integer({ min: 0, max: 99 }),
});

test('limits come back from the table, and from the form, as they were', () => {
  fc.assert(
    fc.property(anyLimits, (limits) => {
      expect(readLimits(writeLimits(limits))).toEqual(limits);
      const typed = limitTexts(limits, (value: Fen) => formatFen(value));
      expect(checkLimits(typed)).toEqual({ limits, problems: [] });
    }),
  );
  expect(writeLimits(none)).toBeNull();
});

test('each wrong field is named, with what is wanted', () => {
  const { problems } = checkLimits({
    ...{ day_count: '0', day_money: '1.234', min_amount: '20', max_amount: '10' },
    ...{ hours_from: '25:00', hours_to: '', cool_after: '100' },
  });
  expect(Object.fromEntries(problems.map(({ field, problem }) => [field, say('zh', problem)]))).toEqual({
    day_count: '要填 1 到 100000 的整数',
    day_money: '要填金额，最多两位小数，如 500 或 9.90',
    max_amount: '不能比最低金额还小',
    hours_from: '要填时间，如 08:30',
    hours_to: '要填时间，如 08:30',
    cool_after: '要填 0 到 99 的整数',
  });
});

test('days and minutes are those of the display zone', () => {
  const at = Date.parse('2026-03-01T16:05:00Z');
  const china = createZoneTime('Asia/Shanghai');
  expect([china.dayOf(at), china.minuteOf(at)]).toEqual([20260302, 5]);
  expect([china.dayOf(at - 6 * 60_000), china.minuteOf(at - 6 * 60_000)]).toEqual([20260301, 1439]);
  expect(createZoneTime('America/New_York').dayOf(at)).toBe(20260301);
});
