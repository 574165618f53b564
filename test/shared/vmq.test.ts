import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen, formatFen } from '../../src/shared/money.ts';
import { parseVmqPrice } from '../../src/shared/vmq-price.ts';
import { type VmqCall, verifyVmqSign, vmqSign } from '../../src/shared/vmq-sign.ts';
import { vmqVectors } from '../flow/forwarding/forwarded-vectors.ts';

const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

describe.each(vmqVectors)('$id $op', ({ op, key, query, sign }) => {
  const call = op as VmqCall;
  test('is signed and verified', () => {
    expect(vmqSign(call, query, key)).toBe(sign);
    expect(verifyVmqSign(call, query, key)).toBe(true);
  });

  test('is refused under another key, with a signed value changed, or without its signature', () => {
    expect(verifyVmqSign(call, query, `${key}0`)).toBe(false);
    expect(verifyVmqSign(call, query, '')).toBe(false);
    for (const name of Object.keys(query)) {
      expect(verifyVmqSign(call, { ...query, [name]: `${query[name]}0` }, key), name).toBe(false);
    }
    for (const wrong of ['', sign.toUpperCase(), sign.slice(1), undefined]) {
      expect(verifyVmqSign(call, { ...query, sign: wrong }, key)).toBe(false);
    }
  });
});

test('getState signs as appHeart, closeOrder signs the order number', () => {
  expect(vmqSign('getState', { t: '1767294245123' }, KEY)).toBe('7f0e94eaea86f827d877a06486eb8c98');
  const sign = vmqSign('closeOrder', { orderId: '20260102' }, KEY);
  expect(verifyVmqSign('closeOrder', { orderId: '20260102', sign }, KEY)).toBe(true);
  expect(verifyVmqSign('closeOrder', { orderId: '20260103', sign }, KEY)).toBe(false);
});

test('no key, no signature: an empty key is not a key', () => {
  const sign = vmqSign('appHeart', { t: '1' }, '');
  expect(verifyVmqSign('appHeart', { t: '1', sign }, '')).toBe(false);
});

describe('parseVmqPrice', () => {
  test.each([
    ['10.0', 1_000],
    ['10.00', 1_000],
    ['0.01', 1],
    ['0.1', 10],
    ['100.0', 10_000],
    ['19.99', 1_999],
    ['1.0E7', 1_000_000_000],
    ['1.234567891E7', 1_234_567_891],
    ['9.999999999E7', 9_999_999_999],
    ['1.0E-2', 1],
    ['2.5E-1', 25],
    ['10', 1_000],
    ['10.50000', 1_050],
    ['0010.0', 1_000],
  ])('%s', (text, expected) => expect(parseVmqPrice(text)).toBe(expected));

  test.each([
    '',
    '0',
    '0.0',
    '0.00',
    '0.0E0',
    '1.0E-3',
    '0.001',
    '19.990000000000002',
    '12.345',
    '1.0E8',
    '1.0E10',
    '1.0E99',
    '1.0E-99',
  ])('refuses %j', (text) => expect(parseVmqPrice(text)).toBeNull());

  test.each([
    '-1.0',
    '+1.0',
    '1e7',
    '1E7',
    '1.0e7',
    ' 1.0',
    '1.0\n',
    '1,0',
    '1.0.0',
    'NaN',
    'Infinity',
    '0x1.0',
    '１.０',
    '1.0E',
    '1.0E+7',
    '1.0f',
  ])('refuses %j', (text) => expect(parseVmqPrice(text)).toBeNull());

  test('reads any amount in each way of writing it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (amount) => {
        const text = formatFen(fen(amount));
        const short = text.replace(/0$/, '');
        const digits = String(amount);
        const scientific = `${digits[0]}.${digits.slice(1) || '0'}E${digits.length - 3}`;
        expect([text, short, scientific].map(parseVmqPrice)).toEqual([amount, amount, amount]);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.E-]{0,12}$/)), (text) => {
        const amount = parseVmqPrice(text);
        expect(amount === null || Number.isSafeInteger(amount)).toBe(true);
      }),
    );
  });
});
