import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseFree,
  holderOfRound,
  holdsTooMany,
  isFree,
  longestCooled,
  type SlotWish,
  type TakenSlot,
  TakenSlots,
  wishedRange,
} from '../../../src/flow/amount-slots/index.ts';
import { fen } from '../../../src/shared/money.ts';

const wish = (changes: Partial<Omit<SlotWish, 'moneyFen'>> & { money?: number } = {}): SlotWish => {
  const { money = 1000, ...rest } = changes;
  return {
    ...{ tradeNo: 'mine', scope: 'code:1', moneyFen: fen(money), limitFen: 99 },
    ...{ direction: 'up', roundPrice: 'when_alone' },
    ...rest,
  };
};
const slot = (payable: number, changes: Partial<TakenSlot> = {}): TakenSlot => ({
  ...{ scope: 'code:1', payType: 'wxpay', payableFen: fen(payable), tradeNo: `of ${payable}` },
  // Another price, unless it is said: nobody who waits for this one.
  ...{ moneyFen: fen(1), network: null, coolingSince: null },
  ...changes,
});
const taken = (...slots: (TakenSlot | number)[]) =>
  new TakenSlots(slots.map((one) => (typeof one === 'number' ? slot(one) : one)));
const nearest = () => 0;
const furthest = () => 0.999_999;

describe('chooseFree', () => {
  test.each([
    ['the price itself when it is free', wish(), taken(), 1000],
    ['the nearest free fen above it', wish(), taken(1000, 1001, 1003), 1002],
    ['the nearest below it when the setting says down', wish({ direction: 'down' }), taken(1000, 999), 998],
    ['nothing when all are taken', wish({ limitFen: 2 }), taken(1000, 1001, 1002), null],
    ['only the price itself with a limit of 0', wish({ limitFen: 0 }), taken(1000), null],
    ['never less than one fen', wish({ money: 2, direction: 'down' }), taken(2, 1), null],
    ['never more than the largest amount', wish({ money: 9_999_999_999 }), taken(9_999_999_999), null],
  ])('gives %s', (_title, wanted, slots, expected) => {
    expect(chooseFree(wanted, slots, nearest)).toBe(expected);
  });

  test('free fen come by chance, from the nearest twenty that are free', () => {
    const slots = taken(1000, 1003, 1004);
    expect(chooseFree(wish(), slots, nearest)).toBe(1001);
    expect(chooseFree(wish(), slots, furthest)).toBe(1022);
    const drawn = new Set(Array.from({ length: 2_000 }, () => chooseFree(wish(), slots, Math.random)));
    expect([...drawn].sort()).toEqual([1001, 1002, ...Array.from({ length: 18 }, (_, at) => 1005 + at)]);
  });

  test('another scope takes nothing away; another pay type does, as whoever scans the code may pay with either', () => {
    expect(chooseFree(wish(), taken(slot(1000, { scope: 'code:2' })), nearest)).toBe(1000);
    expect(chooseFree(wish(), taken(slot(1000, { payType: 'alipay' })), nearest)).toBe(1001);
    const waits = taken(slot(1005, { payType: 'alipay', moneyFen: fen(1000) }));
    expect(chooseFree(wish(), waits, nearest)).toBe(1001);
  });

  test('whatever is taken: what is given is free, in the range, and never the price while another waits for it', () => {
    const waits = fc.record({
      payable: fc.integer({ min: 990, max: 1010 }),
      same: fc.boolean(),
      paid: fc.boolean(),
    });
    const rules = fc.record({
      direction: fc.constantFrom('up' as const, 'down' as const),
      roundPrice: fc.constantFrom('when_alone' as const, 'never' as const),
      limitFen: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc.array(waits),
        rules,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (held, rule, chance) => {
          const wanted = wish(rule);
          const slots = taken(
            ...held.map(({ payable, same, paid }) =>
              slot(payable, { moneyFen: fen(same ? 1000 : 1), coolingSince: paid ? 5 : null }),
            ),
          );
          const given = chooseFree(wanted, slots, () => chance);
          const { from, to } = wishedRange(wanted);
          const inRange = slots.within({ scope: 'code:1', from, to });
          const rivals = inRange.filter(
            ({ moneyFen, coolingSince }) => moneyFen === 1000 && coolingSince === null,
          );
          if (given === null) {
            const mayRound = (rule.roundPrice === 'when_alone' || from === to) && rivals.length === 0;
            const all = Array.from({ length: to - from + 1 }, (_, at) => from + at);
            const open = all.filter(
              (one) => !slots.get({ scope: 'code:1', payableFen: one }) && (one !== 1000 || mayRound),
            );
            expect(open).toEqual([]);
            return;
          }
          expect(given).toBeGreaterThanOrEqual(from);
          expect(given).toBeLessThanOrEqual(to);
          expect(slots.get({ scope: 'code:1', payableFen: given })).toBeUndefined();
          if (given === 1000) expect(rivals).toEqual([]);
        },
      ),
    );
  });
});

describe('the price itself', () => {
  const samePrice = (payable: number, changes: Partial<TakenSlot> = {}) =>
    slot(payable, { moneyFen: fen(1000), ...changes });

  test.each([
    ['while another order of that price waits beside it', wish(), taken(samePrice(1007)), false],
    ['once that one is paid and cools', wish(), taken(samePrice(1007, { coolingSince: 5 })), true],
    ['while an order of another price waits there', wish(), taken(1007), true],
    ['while only the order itself waits there', wish(), taken(samePrice(1007, { tradeNo: 'mine' })), true],
    ['on another code', wish(), taken(samePrice(1007, { scope: 'code:2' })), true],
    ['where the rule says never', wish({ roundPrice: 'never' }), taken(), false],
    [
      'where the rule says never, and nothing else is possible',
      wish({ roundPrice: 'never', limitFen: 0 }),
      taken(),
      true,
    ],
    [
      'for one fen, down, where the rule says never',
      wish({ money: 1, direction: 'down', roundPrice: 'never' }),
      taken(),
      true,
    ],
  ])('%s: %#', (_title, wanted, slots, mayBeGiven) => {
    expect(isFree(wanted, slots, wanted.moneyFen)).toBe(mayBeGiven);
    expect(chooseFree(wanted, slots, nearest) === wanted.moneyFen).toBe(mayBeGiven);
  });

  test('who has it is known to whoever comes beside', () => {
    expect(holderOfRound(wish(), taken(samePrice(1000)))).toBe('of 1000');
    expect(holderOfRound(wish(), taken(samePrice(1000, { coolingSince: 1 })))).toBeUndefined();
    expect(holderOfRound(wish(), taken(1000))).toBeUndefined();
  });
});

describe('longestCooled', () => {
  test('is the paid amount that has cooled longest, and nothing that its buyer may still pay', () => {
    const slots = taken(1000, slot(1001, { coolingSince: 20 }), slot(1002, { coolingSince: 10 }), 1003);
    expect(longestCooled(wish({ limitFen: 3 }), slots)?.payableFen).toBe(1002);
    expect(longestCooled(wish({ limitFen: 3 }), taken(1000, 1001, 1002, 1003))).toBeUndefined();
  });

  test('is not the price itself while another order of that price waits', () => {
    const paid = slot(1000, { moneyFen: fen(1000), coolingSince: 1 });
    expect(longestCooled(wish(), taken(paid, slot(1001, { moneyFen: fen(1000) })))).toBeUndefined();
    expect(longestCooled(wish(), taken(paid))?.payableFen).toBe(1000);
  });
});

describe('holdsTooMany', () => {
  const mine = (payable: number, changes: Partial<TakenSlot> = {}) =>
    slot(payable, { network: 'n', ...changes });
  const scarce = wish({ limitFen: 5 }); // six amounts

  test.each([
    ['three of six taken are not more than half', [mine(1000), mine(1001), mine(1002)], 2, false],
    ['four are, and two of them are the limit', [mine(1000), mine(1001), 1002, 1003], 2, true],
    ['one below the limit', [mine(1000), 1001, 1002, 1003], 2, false],
    [
      'what is paid counts as taken, not as held',
      [mine(1000, { coolingSince: 1 }), mine(1001), 1002, 1003],
      2,
      false,
    ],
    ['0 is no limit', [mine(1000), mine(1001), mine(1002), mine(1003)], 0, false],
  ])('%s', (_title, slots, most, expected) => {
    expect(holdsTooMany(scarce, taken(...slots), { network: 'n', most })).toBe(expected);
  });

  test('whom nobody knows is not counted', () => {
    const slots = taken(...[1000, 1001, 1002, 1003].map((payable) => slot(payable)));
    expect(holdsTooMany(scarce, slots, { network: null, most: 1 })).toBe(false);
  });
});

test('wishedRange holds both ends', () => {
  expect(wishedRange(wish())).toMatchObject({ from: 1000, to: 1099 });
  expect(wishedRange(wish({ direction: 'down', money: 50 }))).toMatchObject({ from: 1, to: 50 });
});
