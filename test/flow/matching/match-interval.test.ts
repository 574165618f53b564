import { describe, expect, test } from 'vitest';
import { type Candidate, type Money, matchReceipt } from '../../../src/flow/matching/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';

/** 00:00 of the table, in ms. */
const START = 1_000_000_000;
const at = (minutes: number) => START + minutes * MINUTE;

/** An order of 10.00 that waits for ten minutes: five of its life, five of grace. */
function order(tradeNo: string, minute: number, changes: Partial<Candidate> = {}): Candidate {
  return {
    tradeNo,
    state: minute + 5 < 60 ? 'expired' : 'pending',
    createdAt: at(minute),
    expiresAt: at(minute + 5),
    heldUntil: at(minute + 10),
    receiptId: null,
    placement: {
      ...{ payType: 'wxpay', payableFen: fen(1000), accountId: 1, codeId: 1 },
      ...{ terminal: 'wxpay1#a', why: '{}' },
    },
    ...changes,
  };
}

/** 10.00, told by a phone at minute 60 that was away since minute `from`; null: it was awake. */
function money(from: number | null, changes: Partial<Money> = {}): Money {
  const paidFrom = from === null ? null : at(from);
  return { payType: 'wxpay', amountFen: fen(1000), terminal: null, paidAt: at(60), paidFrom, ...changes };
}

const byHand = { state: 'paid' as const, receiptId: null };

describe('told by a phone that was away', () => {
  test.each<[string, Money, Candidate[], string | null, string | null]>([
    ['the one order that waits now', money(20), [order('B', 58)], 'B', null],
    ['the one order that waited while it was away', money(20), [order('A', 30)], 'A', null],
    [
      'the one order that waited while it was away, for the very price: perhaps somebody at the counter',
      money(20),
      [order('A', 30, { moneyFen: fen(1000) })],
      null,
      'phone_away',
    ],
    [
      'the same, by whoever names the order',
      money(20, { named: ['A'] }),
      [order('A', 30, { moneyFen: fen(1000) })],
      'A',
      null,
    ],
    [
      'the same price, asked before its buyer had another amount',
      money(20),
      [order('A', 30, { moneyFen: fen(1000), earlierId: 3 })],
      null,
      'phone_away',
    ],
    ['the same, for an amount of its own', money(20), [order('A', 30, { moneyFen: fen(998) })], 'A', null],
    [
      'the one that waits now, for the very price, and it was away but a moment before',
      money(49),
      [order('B', 58, { moneyFen: fen(1000) })],
      'B',
      null,
    ],
    [
      'the same, and it was away for long before: perhaps somebody at the counter',
      money(47),
      [order('B', 58, { moneyFen: fen(1000) })],
      null,
      'phone_away',
    ],
    ['the same, for an amount of its own', money(20), [order('B', 58, { moneyFen: fen(998) })], 'B', null],
    [
      'one that waited then and one that waits now: either',
      money(20),
      [order('A', 30), order('B', 58)],
      null,
      'phone_away',
    ],
    ['two that waited then', money(20), [order('A', 25), order('B', 40)], null, 'phone_away'],
    ['one whose time was over when it fell silent', money(20), [order('A', 9), order('B', 58)], 'B', null],
    [
      'one whose time was over in that very moment: either',
      money(20),
      [order('A', 10), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'a closed one may have been paid',
      money(20),
      [order('A', 30, { state: 'closed' }), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'completed by hand while it was away',
      money(20),
      [order('A', 30, byHand), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'completed by hand before that, and its money still on its way',
      money(20),
      [order('A', 12, byHand), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'completed by hand, its time over before the phone was away',
      money(24),
      [order('A', 12, byHand), order('B', 58)],
      'B',
      null,
    ],
    [
      'one that has its money',
      money(20),
      [order('A', 30, { state: 'paid', receiptId: 7 }), order('B', 58)],
      'B',
      null,
    ],
    [
      'one that was paid while it was away: its buyer may have paid twice',
      money(20),
      [order('A', 30, { state: 'paid', receiptId: 7, paidAt: at(31) }), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'one that was paid before, and cooled while it was away',
      money(20),
      [order('A', 14, { state: 'paid', receiptId: 7, paidAt: at(16) }), order('B', 58)],
      null,
      'phone_away',
    ],
    [
      'one that was paid and had cooled before it was away',
      money(22),
      [order('A', 14, { state: 'paid', receiptId: 7, paidAt: at(16) }), order('B', 58)],
      'B',
      null,
    ],
    ['a closed one alone', money(20), [order('A', 30, { state: 'closed' })], null, 'closed'],
    [
      'orders of other amounts',
      money(20, { amountFen: fen(1001) }),
      [order('A', 30), order('B', 58)],
      null,
      'other_amount',
    ],
    ['an order that came later', money(20), [order('A', 61)], null, 'paid_before_order'],
    ['none', money(20), [], null, 'no_order'],
    ['awake: the younger one', money(null), [order('A', 30), order('B', 58)], 'B', null],
    ['awake: none of those before', money(null), [order('A', 30)], null, 'paid_after_grace'],
    [
      'even where code and pay type are told, a closed one may have been paid',
      money(20, { terminal: 'wxpay1#a' }),
      [order('A', 30, { state: 'closed' }), order('B', 58)],
      null,
      'phone_away',
    ],
  ])('%s', (_title, receipt, candidates, tradeNo, reason) => {
    const match = matchReceipt(receipt, candidates);
    expect([match.tradeNo, match.tradeNo === null ? match.reason : null]).toEqual([tradeNo, reason]);
  });

  test('it is called late only when no moment of the interval was in time', () => {
    expect(matchReceipt(money(20), [order('A', 30)])).toMatchObject({ tradeNo: 'A', late: false });
    expect(matchReceipt(money(37), [order('A', 30)])).toMatchObject({ tradeNo: 'A', late: true });
  });

  test('all that fit are named, for the person who decides', () => {
    expect(matchReceipt(money(20), [order('A', 30), order('B', 58)]).why.fits).toEqual(['A', 'B']);
  });

  test('an interval of one moment is that moment', () => {
    const candidates = [order('A', 30), order('B', 58)];
    expect(matchReceipt(money(60), candidates)).toEqual(matchReceipt(money(null), candidates));
  });
});
