import { describe, expect, test } from 'vitest';
import { type Money, matchReceipt, nearestReason, numbersIn } from '../../../src/flow/matching/index.ts';
import { billTerminal } from '../../../src/flow/orders/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { newOrder } from './waiting-order.ts';

const NOW = 1_000_000;
const ONE = '20261128120000123456789012345678';
const TWO = '20261128120000876543210987654321';

function money(changes: Partial<Money> = {}): Money {
  return { payType: 'wxpay', amountFen: fen(1000), terminal: null, paidAt: NOW + MINUTE, ...changes };
}

test.each<[string, string | null | undefined, string[]]>([
  ['nothing', null, []],
  ['nothing at all', undefined, []],
  ['a number of ours', ONE, [ONE]],
  ['one among words', `请勿添加备注-${ONE} 谢谢`, [ONE]],
  ['two', `${ONE}, ${TWO}`, [ONE, TWO]],
  ['one twice', `${ONE} ${ONE}`, [ONE]],
  ['a longer number', `${ONE}9`, []],
  ['letters at its edge', `x${ONE}`, []],
  ['a payer’s words', '奶茶两杯', []],
])('a reference of %s', (_, reference, numbers) => {
  expect(numbersIn(reference)).toEqual(numbers);
});

test('the order that is named, and its amount: it is paid, although another one has the same amount', () => {
  const candidates = [newOrder(ONE, NOW), newOrder(TWO, NOW)];
  expect(matchReceipt(money(), candidates)).toMatchObject({ tradeNo: null, reason: 'ambiguous' });
  expect(matchReceipt(money({ named: [TWO] }), candidates)).toMatchObject({ tradeNo: TWO, late: false });
});

test('the order that is named, while an older one of that amount may be paid twice: it is paid', () => {
  const older = { ...newOrder(ONE, NOW), state: 'paid' as const, receiptId: 7, paidAt: NOW + 1 };
  const candidates = [older, newOrder(TWO, NOW)];
  expect(matchReceipt(money(), candidates)).toMatchObject({ tradeNo: null, reason: 'ambiguous' });
  expect(matchReceipt(money({ named: [TWO] }), candidates)).toMatchObject({ tradeNo: TWO });
});

test('no order of ours is named: the amount alone says whose it is', () => {
  expect(matchReceipt(money({ named: [] }), [newOrder(ONE, NOW)])).toMatchObject({ tradeNo: ONE });
});

test('another order is named, here or elsewhere: nobody is paid, and the reason says so', () => {
  const only = matchReceipt(money({ named: [TWO] }), [newOrder(ONE, NOW)]);
  expect(only).toMatchObject({ tradeNo: null, reason: 'other_reference' });
  expect(only.why.rejected).toEqual([{ tradeNo: ONE, reasons: ['other_reference'] }]);
});

test('the order that is named has another amount: it isn’t paid, and neither is the one whose amount it is', () => {
  const dearer = newOrder(TWO, NOW);
  if (dearer.placement) dearer.placement.payableFen = fen(2000);
  const match = matchReceipt(money({ named: [TWO] }), [newOrder(ONE, NOW), dearer]);
  expect(match).toMatchObject({ tradeNo: null });
  expect(match.why.rejected).toEqual([
    { tradeNo: ONE, reasons: ['other_reference'] },
    { tradeNo: TWO, reasons: ['other_amount'] },
  ]);
  expect(nearestReason(match.why)).toBe('other_reference');
});

test('two orders are named and both fit: it is not guessed', () => {
  const candidates = [newOrder(ONE, NOW), newOrder(TWO, NOW)];
  expect(matchReceipt(money({ named: [ONE, TWO] }), candidates)).toMatchObject({
    tradeNo: null,
    reason: 'ambiguous',
  });
});

test('a name does not make an order of another time, type or terminal fit', () => {
  const order = newOrder(ONE, NOW);
  const named = [ONE];
  expect(matchReceipt(money({ named, paidAt: NOW - 1 }), [order])).toMatchObject({
    reason: 'paid_before_order',
  });
  expect(matchReceipt(money({ named, payType: 'alipay' }), [order])).toMatchObject({
    reason: 'other_pay_type',
  });
  expect(matchReceipt(money({ named, terminal: 'T9' }), [order])).toMatchObject({ reason: 'other_terminal' });
});

describe('an order with a bill', () => {
  const billed = (tradeNo: string) => {
    const order = newOrder(tradeNo, NOW);
    return { ...order, placement: order.placement && { ...order.placement, terminal: billTerminal(7) } };
  };

  test('is paid by money that names it, whatever wallet and terminal that tells', () => {
    const given = money({ named: [ONE], payType: 'alipay', terminal: 'another' });
    expect(matchReceipt(given, [billed(ONE), newOrder(TWO, NOW)])).toMatchObject({ tradeNo: ONE });
  });

  test.each<[string, Partial<Money>]>([
    ['no reference', {}],
    ['none of ours', { named: [] }],
    ['the terminal of its account', { terminal: 'wxpay1#a' }],
    ['another order of ours', { named: [TWO] }],
    ['it, but with another amount', { named: [ONE], amountFen: fen(999) }],
  ])('is not paid by money with %s', (_, changes) => {
    expect(matchReceipt(money(changes), [billed(ONE)]).tradeNo).toBe(null);
  });

  test('says why money of its amount is not its, and not that it names another order', () => {
    expect(matchReceipt(money(), [billed(ONE)])).toMatchObject({ reason: 'not_its_bill' });
    expect(matchReceipt(money({ named: [TWO] }), [billed(ONE)])).toMatchObject({ reason: 'other_reference' });
  });

  test('does not stand between money and the order of its amount that waits at a code', () => {
    const paid = { ...billed(ONE), state: 'paid' as const, receiptId: 3, paidAt: NOW + 1 };
    for (const other of [billed(ONE), paid])
      expect(matchReceipt(money(), [other, newOrder(TWO, NOW)])).toMatchObject({ tradeNo: TWO });
  });
});
