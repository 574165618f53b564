import { describe, expect, test } from 'vitest';
import {
  differingTerms,
  newTradeNo,
  type OrderTerms,
  shownState,
  TRADE_NO,
} from '../../../src/flow/orders/index.ts';
import { fen } from '../../../src/shared/money.ts';

const terms: OrderTerms = {
  protocol: 'epay',
  pid: 1000,
  outTradeNo: 'SN1',
  requestedType: 'alipay',
  name: 'VIP会员',
  moneyFen: fen(100),
  notifyUrl: 'https://shop.example/n',
  returnUrl: null,
  param: null,
};

describe('differingTerms', () => {
  test('the same terms are the same order', () => {
    expect(differingTerms(terms, { ...terms })).toEqual([]);
  });

  test.each([
    ['protocol', 'vmq'],
    ['name', 'other'],
    ['moneyFen', fen(101)],
    ['notifyUrl', 'https://shop.example/other'],
    ['returnUrl', 'https://shop.example/r'],
    ['param', 'x'],
  ] as const)('another %s is another order', (name, value) => {
    expect(differingTerms(terms, { ...terms, [name]: value })).toEqual([name]);
  });
});

test('another pay type is the same order: it gets another code', () => {
  expect(differingTerms(terms, { ...terms, requestedType: 'wxpay' })).toEqual([]);
  expect(differingTerms(terms, { ...terms, requestedType: null })).toEqual([]);
});

describe('the return address of a shop with several domains', () => {
  const at = (returnUrl: string | null, protocol: OrderTerms['protocol'] = 'epay') => ({
    ...terms,
    protocol,
    returnUrl,
  });
  test.each([
    ['https://shop.example/#/order/1', 'https://www.shop.example/#/order/1'],
    ['https://shop.example/r?a=1', 'http://shop.example:8080/r?a=1'],
    ['https://shop.example', 'https://other.example/'],
  ])('%s and %s lead to one page', (one, other) => {
    expect(differingTerms(at(one), at(other))).toEqual([]);
  });
  test.each([
    ['https://shop.example/r?a=1', 'https://shop.example/r?a=2'],
    ['https://shop.example/r', 'https://shop.example/other'],
    ['https://shop.example/r', null],
  ])('%s and %s do not', (one, other) => {
    expect(differingTerms(at(one), at(other))).toEqual(['returnUrl']);
  });
  test('V免签 signs no address: there each counts as it is', () => {
    const [one, other] = [at('https://shop.example/r', 'vmq'), at('https://evil.example/r', 'vmq')];
    expect(differingTerms(one, other)).toEqual(['returnUrl']);
  });
});

test('a trade number begins with China time, can’t be guessed and is never the same', () => {
  const at = Date.parse('2026-01-01T16:00:01Z');
  const drawn = new Set(Array.from({ length: 1_000 }, () => newTradeNo(at)));
  expect(drawn.size).toBe(1_000);
  for (const tradeNo of drawn) {
    expect(tradeNo).toMatch(/^20260102000001\d{18}$/);
    expect(tradeNo).toMatch(TRADE_NO);
  }
});

test('a pending order past its time is shown as expired before the job has written it', () => {
  expect(shownState({ state: 'pending', expiresAt: 10 }, 9)).toBe('pending');
  expect(shownState({ state: 'pending', expiresAt: 10 }, 10)).toBe('expired');
  expect(shownState({ state: 'paid', expiresAt: 10 }, 99)).toBe('paid');
});
