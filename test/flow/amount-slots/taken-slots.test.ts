import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TakenSlot, TakenSlots } from '../../../src/flow/amount-slots/index.ts';
import { fen } from '../../../src/shared/money.ts';

const slot = (payable: number, tradeNo = `of ${payable}`, scope = 'code:1'): TakenSlot => ({
  ...{ scope, payType: 'wxpay', payableFen: fen(payable), tradeNo },
  ...{ moneyFen: fen(1), network: null, coolingSince: null },
});

test('what is within a range is found whichever way is shorter, and nothing of another scope', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 })),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 20 }),
      (payables, from, length) => {
        const taken = new TakenSlots(
          payables.flatMap((one) => [slot(one), slot(one + 5, 'theirs', 'code:2')]),
        );
        const found = taken.within({ scope: 'code:1', from, to: from + length });
        const expected = [...new Set(payables)].filter((one) => one >= from && one <= from + length);
        expect(found.map(({ payableFen }) => Number(payableFen)).sort((a, b) => a - b)).toEqual(
          expected.sort((a, b) => a - b),
        );
        expect(found.every(({ scope }) => scope === 'code:1')).toBe(true);
      },
    ),
  );
});

test('whoever was there first stays, until he is dropped', () => {
  const taken = new TakenSlots([slot(10, 'first'), slot(10, 'second')]);
  const place = { scope: 'code:1', payableFen: fen(10) };
  expect(taken.get(place)?.tradeNo).toBe('first');
  taken.drop(place);
  expect(taken.get(place)).toBeUndefined();
  taken.add(slot(10, 'third'));
  expect(taken.get(place)?.tradeNo).toBe('third');
});
