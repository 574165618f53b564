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
    ['requestedType', 'wxpay'],
    ['name', 'other'],
    ['moneyFen', fen(101)],
    ['notifyUrl', 'https://shop.example/other'],
    ['returnUrl', 'https://shop.example/r'],
    ['param', 'x'],
  ] as const)('another %s is another order', (name, value) => {
    expect(differingTerms(terms, { ...terms, [name]: value })).toEqual([name]);
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
