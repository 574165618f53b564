import { describe, expect, test } from 'vitest';
import { firstFree, type SlotWish, slotKey, wishedRange } from '../../../src/flow/amount-slots/index.ts';
import { fen } from '../../../src/shared/money.ts';

const wish = (changes: Partial<Omit<SlotWish, 'moneyFen'>> & { money?: number } = {}): SlotWish => {
  const { money = 1000, ...rest } = changes;
  return { scope: 'code:1', payType: 'wxpay', moneyFen: fen(money), limitFen: 99, direction: 'up', ...rest };
};
const taken = (...payables: number[]) =>
  new Set(payables.map((payable) => slotKey('code:1', 'wxpay', payable)));

describe('firstFree', () => {
  test.each([
    ['the money itself when it is free', wish(), taken(), 1000],
    ['the smallest free fen above it', wish(), taken(1000, 1001, 1003), 1002],
    ['the nearest below it when the setting says down', wish({ direction: 'down' }), taken(1000, 999), 998],
    ['nothing when all are taken', wish({ limitFen: 2 }), taken(1000, 1001, 1002), null],
    ['only the money itself with a limit of 0', wish({ limitFen: 0 }), taken(1000), null],
    ['never less than one fen', wish({ money: 2, direction: 'down' }), taken(2, 1), null],
    ['never more than the largest amount', wish({ money: 9_999_999_999 }), taken(9_999_999_999), null],
  ])('gives %s', (_title, wanted, set, expected) => {
    expect(firstFree(wanted, set)).toBe(expected);
  });

  test('another scope or pay type takes nothing away', () => {
    const others = new Set([slotKey('code:2', 'wxpay', 1000), slotKey('code:1', 'alipay', 1000)]);
    expect(firstFree(wish(), others)).toBe(1000);
  });
});

test('wishedRange holds both ends', () => {
  expect(wishedRange(wish())).toMatchObject({ from: 1000, to: 1099 });
  expect(wishedRange(wish({ direction: 'down', money: 50 }))).toMatchObject({ from: 1, to: 50 });
});
