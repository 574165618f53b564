import { describe, expect, test } from 'vitest';
import { placeReport, reviseReviews } from '../../../src/flow/counting/index.ts';
import { fen } from '../../../src/shared/money.ts';
import { Ledger } from './ledger.ts';
import { allOf, makeReceipt, makeReport } from './make.ts';

const phoneAtNoon = makeReport('phone', 0);
const one = makeReceipt(1, [phoneAtNoon]);
const oneByPhone = allOf(one);
const of = (count: number) => ({ count });

describe('a report is', () => {
  test('counted when nothing like it is there', () => {
    expect(placeReport(phoneAtNoon, allOf())).toEqual({ place: 'open' });
  });

  test('known when its device sends it again, hours later too', () => {
    expect(placeReport(phoneAtNoon, oneByPhone)).toEqual({ place: 'known', receiptId: 1 });
  });

  test('known when its device sends another text of the same counter', () => {
    const eighth = allOf(makeReceipt(1, [makeReport('pc', 0, of(8))]));
    expect(placeReport(makeReport('pc', 3, of(8)), eighth)).toEqual({ place: 'known', receiptId: 1 });
  });

  test('known when it is in review already', () => {
    const late = makeReport('pc', 100);
    expect(placeReport(late, allOf(one, makeReceipt(2, [late], true)))).toMatchObject({ receiptId: 2 });
  });

  test('more evidence when another device tells it seconds later', () => {
    expect(placeReport(makeReport('pc', 10), oneByPhone)).toEqual({
      ...{ place: 'join', receiptId: 1 },
      proof: 'close',
    });
  });

  test.each([0, 1, 7, 10, -1, -10])(
    'more evidence when the same device tells it again, %i s later, whatever its text',
    (gap) => {
      expect(placeReport(makeReport('phone', gap), oneByPhone)).toMatchObject({
        place: 'join',
        receiptId: 1,
      });
    },
  );

  test.each([11, 30, 45, -11, -45])('in review when the same device tells it again %i s later', (gap) => {
    expect(placeReport(makeReport('phone', gap), oneByPhone)).toEqual({
      ...{ place: 'review', why: 'told_again' },
      candidates: [1],
    });
  });

  test.each([46, 60, 300, -46])('another payment when the same device tells it %i s later', (gap) => {
    expect(placeReport(makeReport('phone', gap), oneByPhone)).toEqual({ place: 'open' });
  });

  test('the same question again when the device tells it a third time', () => {
    const again = allOf(one, makeReceipt(2, [makeReport('phone', 25)], true));
    expect(placeReport(makeReport('phone', 31), again)).toMatchObject({ place: 'join', receiptId: 2 });
  });

  test('never more evidence by its time when the device that tells it again was away', () => {
    const late = makeReport('phone', 3, { lateMs: 700_000 });
    expect(placeReport(late, oneByPhone)).toMatchObject({ place: 'review', why: 'told_again' });
  });

  test('in review when that device tells after a silence what it may have told before it', () => {
    const back = makeReport('phone', 1_200, { lateMs: 1_260_000 });
    expect(placeReport(back, oneByPhone)).toMatchObject({ place: 'review', why: 'told_again' });
    const longAfter = makeReport('phone', 1_200, { lateMs: 1_100_000 });
    expect(placeReport(longAfter, oneByPhone)).toEqual({ place: 'open' });
  });

  test('another payment when the same device counts on, a second later too', () => {
    const eighth = allOf(makeReceipt(1, [makeReport('phone', 0, of(8))]));
    expect(placeReport(makeReport('phone', 1, of(9)), eighth)).toEqual({ place: 'open' });
    expect(placeReport(makeReport('phone', 1), eighth)).toMatchObject({ place: 'join', receiptId: 1 });
  });

  test('another payment when the same device tells another kind of code', () => {
    expect(placeReport(makeReport('phone', 1, { channels: ['business'] }), oneByPhone)).toEqual({
      place: 'open',
    });
  });

  test('in review when another device tells it long after', () => {
    expect(placeReport(makeReport('pc', 100), oneByPhone)).toEqual({
      ...{ place: 'review', why: 'far_apart' },
      candidates: [1],
    });
  });

  test.each([11, 119, 120])('in review %i s after, or before', (gap) => {
    expect(placeReport(makeReport('pc', gap), oneByPhone).place).toBe('review');
    expect(placeReport(makeReport('pc', -gap), oneByPhone).place).toBe('review');
  });

  test.each([121, -121, 9_999])('another payment %i s away: no jitter is so large', (gap) => {
    expect(placeReport(makeReport('pc', gap), oneByPhone)).toEqual({ place: 'open' });
  });

  test('in review when its device comes back from a silence that covers the payment', () => {
    const late = makeReport('pc', 600, { lateMs: 700_000 });
    expect(placeReport(late, oneByPhone)).toMatchObject({ place: 'review', candidates: [1] });
  });

  test('in review when that device tells it seconds after the other one told: its time says nothing', () => {
    const late = makeReport('pc', 3, { lateMs: 700_000 });
    expect(placeReport(late, oneByPhone)).toMatchObject({
      place: 'review',
      why: 'far_apart',
      candidates: [1],
    });
  });

  test('in review, and said why, when the device was away for longer than the receipts go back', () => {
    const late = makeReport('pc', 0, { lateMs: 90_000_000 });
    const recent = { since: late.happenedAt - 86_400_000, receipts: [] };
    expect(placeReport(late, recent)).toEqual({ place: 'review', why: 'away_too_long', candidates: [] });
  });

  test('another payment when the other amount, pay type or code kind says so', () => {
    for (const rest of [
      { amountFen: fen(1_001) },
      { payType: 'alipay' as const },
      { channels: ['business'] },
      { channels: ['business', 'reward'] },
    ]) {
      expect(placeReport(makeReport('pc', 1, rest), oneByPhone)).toEqual({ place: 'open' });
    }
  });

  test.each([[['personal', 'business']], [[]]])('more evidence when its kind may be %j', (channels) => {
    expect(placeReport(makeReport('pc', 1, { channels }), oneByPhone).place).toBe('join');
  });

  test('another payment when no one kind fits all, though each two agree', () => {
    const both = allOf(
      makeReceipt(1, [
        makeReport('a', 0, { channels: ['personal', 'business'] }),
        makeReport('b', 1, { channels: ['business', 'reward'] }),
      ]),
    );
    expect(placeReport(makeReport('c', 2, { channels: ['personal', 'reward'] }), both).place).not.toBe(
      'join',
    );
  });
});

describe('counters', () => {
  const eighth = allOf(makeReceipt(1, [makeReport('pc', 0, of(8))]));

  test('that are equal prove one payment, however late it is told', () => {
    expect(placeReport(makeReport('pc2', 3_000, of(8)), eighth)).toEqual({
      ...{ place: 'join', receiptId: 1 },
      proof: 'counter',
    });
  });

  test('that differ prove two payments, at the same second too', () => {
    expect(placeReport(makeReport('pc2', 0, of(9)), eighth)).toEqual({ place: 'open' });
  });

  test('of different kinds of code prove nothing by being equal', () => {
    const other = makeReport('pc2', 1, { count: 8, channels: ['business'] });
    expect(placeReport(other, eighth)).toEqual({ place: 'open' });
    const uncertain = makeReport('pc2', 60, { count: 8, channels: ['personal', 'business'] });
    expect(placeReport(uncertain, eighth).place).toBe('review');
  });

  test('on two sides of midnight in Shanghai prove nothing by being equal', () => {
    const midnight = 12 * 3_600;
    const first = allOf(makeReceipt(1, [makeReport('pc', midnight - 30, of(1))]));
    expect(placeReport(makeReport('pc2', midnight + 30, of(1)), first).place).toBe('review');
    expect(placeReport(makeReport('pc', midnight + 30, of(1)), first)).toEqual({ place: 'open' });
  });

  test('a payment told late by its counter does not make later ones look like too many', () => {
    const ledger = new Ledger();
    for (let at = 0; at <= 600; at += 60) {
      ledger.take(makeReport('pc', at, of(at / 60 + 1)));
      if (at > 0) ledger.take(makeReport('pc2', at + 1, of(at / 60 + 1)));
    }
    ledger.take(makeReport('pc2', 605, of(1)));
    expect(ledger.take(makeReport('phone', 600)).place).toBe('join');
    expect(ledger.counted()).toHaveLength(11);
  });
});

describe('two devices', () => {
  test('the nth message of one goes with the nth of the other', () => {
    const ledger = new Ledger();
    for (const [source, at] of [
      ...[['phone', 0] as const, ['phone', 53] as const],
      ...[['pc', 2] as const, ['pc', 55] as const],
    ]) {
      ledger.take(makeReport(source, at));
    }
    const pairs = ledger
      .counted()
      .map(({ evidence }) => evidence.map(({ happenedAt }) => happenedAt / 1_000));
    expect(pairs.map(([first = 0, second = 0]) => second - first)).toEqual([2, 2]);
  });

  test('that each post a payment twice are one payment, and the next one is another', () => {
    const ledger = new Ledger();
    for (const at of [0, 60]) {
      for (const [source, lag] of [
        ...[['phone', 0] as const, ['pc', 1] as const],
        ...[['phone', 2] as const, ['pc', 5] as const],
      ]) {
        ledger.take(makeReport(source, at + lag));
      }
    }
    expect(ledger.counted().map(({ evidence }) => evidence.length)).toEqual([4, 4]);
    expect(ledger.inReview()).toEqual([]);
  });

  test('a pairing that turns out wrong never counts a payment twice', () => {
    // Each payment is told 115 s later by the pc, whose first message looks as if it were the second payment's.
    const ledger = new Ledger();
    for (const [source, at] of [['phone', 0] as const, ['phone', 110] as const, ['pc', 115] as const]) {
      ledger.take(makeReport(source, at));
    }
    expect(ledger.take(makeReport('pc', 228))).toMatchObject({ place: 'review' });
    expect(ledger.counted()).toHaveLength(2);
  });
});

describe('a second payment that is proven by what is told again', () => {
  test('is the one that was told first, not what came after it', () => {
    const ledger = new Ledger();
    ledger.take(makeReport('phone', 0));
    expect(ledger.take(makeReport('pc', 85)).place).toBe('review');
    // 126 s after the first payment: two at least. But the PC may only tell the second one again.
    expect(ledger.take(makeReport('pc', 126))).toMatchObject({ place: 'review', why: 'told_again' });
    expect(ledger.counted().map(({ evidence }) => evidence[0]?.happenedAt)).toEqual(
      [0, 85].map((at) => makeReport('pc', at).happenedAt),
    );
    expect(ledger.inReview()).toHaveLength(1);
  });

  test('is told when it may have been told first, among what was taken for the first one', () => {
    const ledger = new Ledger();
    for (const at of [0, 8, 16]) ledger.take(makeReport('pc', at));
    expect(ledger.take(makeReport('pc', 49))).toEqual({
      place: 'open',
      toldAt: makeReport('pc', 8).happenedAt,
    });
    expect(ledger.take(makeReport('phone', 50)).place).toBe('join');
  });

  test('nor what another device tells of it later', () => {
    const ledger = new Ledger();
    ledger.take(makeReport('phone', 0));
    ledger.take(makeReport('pc', 85));
    expect(ledger.take(makeReport('tablet', 126)).place).toBe('review');
    const [, second] = ledger.counted();
    expect(second?.evidence.map(({ source }) => source)).toEqual(['pc']);
  });
});

describe('a receipt in review', () => {
  const late = makeReceipt(2, [makeReport('pc', 100)], true);

  test('stays while nothing new is known', () => {
    expect(reviseReviews(makeReport('pc', 100), allOf(one, late))).toBeNull();
  });

  test('joins the payment that the other device tells after all', () => {
    const second = makeReceipt(3, [makeReport('phone', 98)]);
    expect(reviseReviews(makeReport('phone', 98), allOf(one, late, second))).toEqual({
      ...{ reviewed: 2, place: 'join' },
      receiptId: 3,
    });
  });

  test('is counted when its device turns out to have told the first payment too', () => {
    const told = makeReceipt(1, [phoneAtNoon, makeReport('pc', 1)]);
    expect(reviseReviews(phoneAtNoon, allOf(told, late))).toEqual({ reviewed: 2, place: 'open', among: [2] });
  });

  test('the later of two is counted when its device tells two payments and the other one', () => {
    const later = makeReceipt(3, [makeReport('pc', 150)], true);
    expect(reviseReviews(phoneAtNoon, allOf(one, late, later))).toEqual({
      reviewed: 3,
      place: 'open',
      among: [2, 3],
    });
    expect(reviseReviews(phoneAtNoon, allOf(one, late, { ...later, inReview: false }))).toBeNull();
  });

  test('stays when what it may be lies further back than the receipts handed in', () => {
    const recent = { since: makeReport('any', -10).happenedAt, receipts: [late] };
    expect(reviseReviews(makeReport('pc', 100), recent)).toBeNull();
  });

  test('takes in what a third device says about the same question', () => {
    expect(placeReport(makeReport('tablet', 103), allOf(one, late))).toEqual({
      ...{ place: 'join', receiptId: 2 },
      proof: 'close',
    });
  });
});
