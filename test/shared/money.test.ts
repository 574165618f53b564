import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen, formatFen, formatGroupedFen, MAX_FEN, parseMoney } from '../../src/shared/money.ts';
import { vectors } from '../support/vectors.ts';

const moneyInputs = vectors.moneyInputs as { text: string; fen: number | null; note?: string }[];

describe('parseMoney', () => {
  test.each(moneyInputs)('$text → $fen', ({ text, fen: expected }) => {
    expect(parseMoney(text)).toBe(expected);
  });

  test.each(['', '.', '1..0', '+1', '1 ', '1\n', '0x10', 'NaN', '١', '1_000', '100000000.00', '0.', '１'])(
    'refuses %j',
    (text) => {
      expect(parseMoney(text)).toBeNull();
    },
  );

  test('reads back every amount that formatFen writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_FEN }), (amount) => {
        expect(parseMoney(formatFen(fen(amount)))).toBe(amount);
      }),
    );
  });
});

test.each([
  [0, '0.00'],
  [1, '0.01'],
  [50, '0.50'],
  [100, '1.00'],
  [1050, '10.50'],
  [9_999_999_999, '99999999.99'],
])('formatFen(%i) is %s', (amount, text) => {
  expect(formatFen(fen(amount))).toBe(text);
});

test.each([0.1, -1, Number.NaN, 2 ** 53])('fen(%d) throws: it is no amount', (value) => {
  expect(() => fen(value)).toThrow(RangeError);
});

test.each([
  [5, '0.05'],
  [99_999, '999.99'],
  [123_450, '1,234.50'],
  [123_456_789, '1,234,567.89'],
])('formatGroupedFen(%i) is %s', (amount, text) => {
  expect(formatGroupedFen(fen(amount))).toBe(text);
});
