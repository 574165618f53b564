import { describe, expect, test } from 'vitest';
import { type Candidate, type Money, matchReceipt } from '../../../src/flow/matching/match-receipt.ts';
import { fen } from '../../../src/shared/money.ts';

const CREATED = 1_000_000;
const EXPIRES = CREATED + 300_000;
const HELD = EXPIRES + 300_000;

type OrderChanges = Partial<Omit<Candidate, 'placement'>> & {
  payable?: number;
  type?: 'wxpay' | 'alipay';
  terminal?: string;
};

function order(
  tradeNo: string,
  { payable = 1000, type = 'wxpay', terminal = 'T1', ...rest }: OrderChanges = {},
): Candidate {
  return {
    tradeNo,
    state: 'pending',
    createdAt: CREATED,
    expiresAt: EXPIRES,
    heldUntil: HELD,
    receiptId: null,
    placement: { payType: type, payableFen: fen(payable), accountId: 1, codeId: 1, terminal, why: '{}' },
    ...rest,
  };
}

function money(changes: Partial<Omit<Money, 'amountFen'>> & { amount?: number } = {}): Money {
  const { amount = 1000, ...rest } = changes;
  return { payType: 'wxpay', amountFen: fen(amount), terminal: 'T1', paidAt: CREATED + 60_000, ...rest };
}

describe('a receipt pays', () => {
  test.each<[string, Money, Candidate[], string, boolean]>([
    ['the only order that agrees in everything', money(), [order('A')], 'A', false],
    [
      'the order of its terminal',
      money({ terminal: 'T2' }),
      [order('A'), order('B', { terminal: 'T2' })],
      'B',
      false,
    ],
    [
      'the order of its pay type',
      money({ payType: 'alipay' }),
      [order('A'), order('B', { type: 'alipay' })],
      'B',
      false,
    ],
    [
      'the order of its amount',
      money({ amount: 1001 }),
      [order('A'), order('B', { payable: 1001 })],
      'B',
      false,
    ],
    [
      'the only order when the platform tells no terminal',
      money({ terminal: null }),
      [order('A')],
      'A',
      false,
    ],
    [
      'the only order when the platform tells no pay type',
      money({ payType: null }),
      [order('A')],
      'A',
      false,
    ],
    ['at the very moment of creation', money({ paidAt: CREATED }), [order('A')], 'A', false],
    ['at the very moment of expiry, in time', money({ paidAt: EXPIRES }), [order('A')], 'A', false],
    ['within the grace, late', money({ paidAt: EXPIRES + 1 }), [order('A', { state: 'expired' })], 'A', true],
    [
      'at the last moment of the grace, late',
      money({ paidAt: HELD }),
      [order('A', { state: 'expired' })],
      'A',
      true,
    ],
    [
      'the order that was waiting when it was paid, however late we learn of it',
      money({ paidAt: CREATED + 5 }),
      [
        order('young', { createdAt: HELD + 10, expiresAt: HELD + 20, heldUntil: HELD + 30 }),
        order('old', { state: 'expired' }),
      ],
      'old',
      false,
    ],
    [
      'the open order, not the one that was paid before',
      money({ paidAt: CREATED + 60_000 }),
      [order('paid', { state: 'paid' }), order('open', { createdAt: CREATED + 10_000 })],
      'open',
      false,
    ],
  ])('%s', (_title, receipt, candidates, tradeNo, late) => {
    expect(matchReceipt(receipt, candidates)).toMatchObject({ tradeNo, late });
  });
});

describe('a receipt pays nothing, and says why', () => {
  test.each<[string, Money, Candidate[], string]>([
    ['when there is no order', money(), [], 'no_order'],
    ['one fen too little', money({ amount: 999 }), [order('A')], 'other_amount'],
    ['one fen too much', money({ amount: 1001 }), [order('A')], 'other_amount'],
    ['by another way of paying', money({ payType: 'alipay' }), [order('A')], 'other_pay_type'],
    ['at another terminal', money({ terminal: 'T9' }), [order('A')], 'other_terminal'],
    ['paid before the order was there', money({ paidAt: CREATED - 1 }), [order('A')], 'paid_before_order'],
    [
      'paid after the grace',
      money({ paidAt: HELD + 1 }),
      [order('A', { state: 'expired' })],
      'paid_after_grace',
    ],
    ['for an order that is paid already', money(), [order('A', { state: 'paid' })], 'already_paid'],
    ['for an order that was closed', money(), [order('A', { state: 'closed' })], 'closed'],
    ['for an order that has no code yet', money(), [{ ...order('A'), placement: null }], 'no_order'],
    [
      'when two orders fit',
      money({ terminal: null }),
      [order('A'), order('B', { terminal: 'T2' })],
      'ambiguous',
    ],
    [
      'when it names no code and a closed order wanted the same',
      money({ terminal: null }),
      [order('A'), order('B', { terminal: 'T2', state: 'closed' })],
      'ambiguous',
    ],
    [
      'when it names no code and an order completed by hand wanted the same',
      money({ terminal: null }),
      [order('A'), order('B', { terminal: 'T2', state: 'paid' })],
      'ambiguous',
    ],
    ['when everything differs', money({ amount: 5, payType: 'alipay' }), [order('A')], 'no_order'],
  ])('%s', (_title, receipt, candidates, reason) => {
    expect(matchReceipt(receipt, candidates)).toMatchObject({ tradeNo: null, reason });
  });

  test('it keeps every candidate with all that was wrong with it', () => {
    const match = matchReceipt(money({ amount: 999, terminal: 'T9' }), [
      order('A'),
      order('B', { state: 'closed', payable: 999, terminal: 'T9' }),
    ]);
    expect(match.why).toEqual({
      fits: [],
      rejected: [
        { tradeNo: 'A', reasons: ['other_amount', 'other_terminal'] },
        { tradeNo: 'B', reasons: ['closed'] },
      ],
    });
  });
});
