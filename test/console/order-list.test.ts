import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  listOrders,
  type NewOrder,
  type OrderFilter,
  type OrderPageStart,
  type OrderState,
  orderStates,
  orders,
} from '../../src/flow/orders/index.ts';
import { covers, type Scope } from '../../src/shared/actor.ts';
import { DAY } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { type PayType, payTypes } from '../../src/shared/pay-type.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';

const ACCOUNTS = [1, 2, 3];
const AMOUNTS = [1000, 1001, 990];
const COUNT = 260;
const BEGUN_AT = Date.parse('2026-01-05T00:00:00Z');
/** So far apart that the index's stretches of time hold a few orders each. */
const APART = 9 * DAY;
const ENDED_AT = BEGUN_AT + (COUNT / 4) * APART;

interface Made {
  pid: number;
  tradeNo: string;
  state: OrderState;
  payType: PayType | null;
  accountId: number | null;
  moneyFen: number;
  payableFen: number | null;
  createdAt: number;
}

/** The third has no orders. */
const SCOPES: Scope[] = ['all', 'all', [1000], [1001], [1000, 1001], [1000, 1002], [1002], []];

/** Every mixture, several in the same millisecond; account 3 and closed orders are rare, 云闪付 never comes. */
function makeOrders(): Made[] {
  return Array.from({ length: COUNT }, (_, n) => {
    const placed = n % 7 !== 0;
    const moneyFen = AMOUNTS[n % 3] ?? 0;
    return {
      tradeNo: `2026030100000000000000000000${String(n).padStart(4, '0')}`,
      pid: n % 4 === 1 ? 1001 : 1000,
      state: n % 40 === 3 ? 'closed' : (orderStates[n % 3] ?? 'paid'),
      payType: placed ? (n % 3 === 1 ? 'alipay' : 'wxpay') : null,
      accountId: placed ? (n % 50 === 1 ? 3 : (n % 2) + 1) : null,
      moneyFen,
      payableFen: placed ? moneyFen + (n % 5 === 0 ? 1 : 0) : null,
      createdAt: BEGUN_AT + Math.floor(n / 4) * APART,
    };
  });
}

function toNewOrder(made: Made): NewOrder {
  const { payType, accountId, payableFen } = made;
  return {
    tradeNo: made.tradeNo,
    protocol: 'epay',
    pid: made.pid,
    outTradeNo: `SN-${made.tradeNo}`,
    requestedType: null,
    name: 'VIP会员',
    moneyFen: fen(made.moneyFen),
    notifyUrl: 'https://shop.example/notify',
    returnUrl: null,
    param: null,
    sitename: null,
    clientIp: null,
    device: null,
    placement:
      payType === null || accountId === null || payableFen === null
        ? null
        : { payType, payableFen: fen(payableFen), accountId, codeId: 1, terminal: 'T-1', why: '{}' },
    createdAt: made.createdAt,
    expiresAt: made.createdAt + 300_000,
    heldUntil: made.createdAt + 600_000,
  };
}

/** What a list without any cleverness would show. */
function expected(all: Made[], scope: Scope, filter: OrderFilter): string[] {
  const { state, payType, accountId, from, to, amount } = filter;
  return all
    .filter((one) => covers(scope, one.pid))
    .filter((one) => state === undefined || one.state === state)
    .filter((one) => payType === undefined || one.payType === payType)
    .filter((one) => accountId === undefined || one.accountId === accountId)
    .filter((one) => from === undefined || one.createdAt >= from)
    .filter((one) => to === undefined || one.createdAt < to)
    .filter((one) => !amount || one.moneyFen === amount || one.payableFen === amount)
    .map((one) => one.tradeNo)
    .reverse();
}

const scopes = fc.constantFrom(...SCOPES);
const filters = fc.record({
  state: fc.option(fc.constantFrom(...orderStates), { nil: undefined }),
  payType: fc.option(fc.constantFrom(...payTypes), { nil: undefined }),
  accountId: fc.option(fc.constantFrom(...ACCOUNTS, 99), { nil: undefined }),
  from: fc.option(fc.integer({ min: BEGUN_AT - APART, max: ENDED_AT + APART }), { nil: undefined }),
  to: fc.option(fc.integer({ min: BEGUN_AT - APART, max: ENDED_AT + APART }), { nil: undefined }),
  amount: fc.option(fc.constantFrom(...[...AMOUNTS, 991, 5].map(fen)), { nil: undefined }),
});

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the list of orders on ${name}`, () => {
    let place: TestDatabase;
    const all = makeOrders();

    beforeAll(async () => {
      place = await openTestDatabase(name);
      await orders.insertOrders(place.db, all.slice(0, 130).map(toNewOrder));
      await orders.insertOrders(place.db, all.slice(130).map(toNewOrder));
      for (const state of orderStates) {
        const tradeNos = all.filter((one) => one.state === state).map((one) => one.tradeNo);
        await place.db('orders').whereIn('trade_no', tradeNos).update({ state });
      }
    });
    afterEach(() => void vi.restoreAllMocks());
    afterAll(() => place.close());

    async function follow(
      scope: Scope,
      filter: OrderFilter,
      limit: number,
      way: 'older' | 'newer',
      begin: OrderPageStart,
    ) {
      const seen: string[][] = [];
      let start = begin;
      for (let pages = 0; pages < 500; pages++) {
        const page = await listOrders(place.db, scope, filter, limit, start);
        seen.push(page.orders.map((order) => order.tradeNo));
        const next = page[way];
        if (!next) return seen;
        start = { way, place: next };
      }
      throw new Error('the pages do not end');
    }

    test('any filter and page size: following "older" shows every matching order once, newest first', async () => {
      await fc.assert(
        fc.asyncProperty(scopes, filters, fc.constantFrom(1, 3, 25), async (scope, filter, limit) => {
          const seen = await follow(scope, filter, limit === 1 && !filter.state ? 25 : limit, 'older', null);
          expect(seen.flat()).toEqual(expected(all, scope, filter));
        }),
        { numRuns: 90 },
      );
    });

    test('following "newer" from before the oldest shows every matching order once, newest first', async () => {
      await fc.assert(
        fc.asyncProperty(scopes, filters, async (scope, filter) => {
          const begin = { way: 'newer' as const, place: { createdAt: 0, id: 0 } };
          const seen = await follow(scope, filter, 10, 'newer', begin);
          expect(seen.reverse().flat()).toEqual(expected(all, scope, filter));
        }),
        { numRuns: 60 },
      );
    });

    test.each(['older', 'newer'] as const)(
      'an amount among other filters, with time for one look a page: following "%s" still shows each once',
      async (way) => {
        let now = 0;
        vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
        const filter = { amount: fen(1001), state: 'paid' as const, accountId: 1 };
        const begin = way === 'older' ? null : { way, place: { createdAt: 0, id: 0 } };
        const pages = await follow('all', filter, 25, way, begin);
        expect(pages.length).toBeGreaterThan(5);
        expect((way === 'older' ? pages : pages.reverse()).flat()).toEqual(expected(all, 'all', filter));
        expect(expected(all, 'all', filter).length).toBeGreaterThan(5);
      },
    );

    test('a page in the middle leads back to the page before it', async () => {
      const first = await listOrders(place.db, 'all', {}, 25);
      const second = await listOrders(
        place.db,
        'all',
        {},
        25,
        first.older && { way: 'older', place: first.older },
      );
      const back = await listOrders(
        place.db,
        'all',
        {},
        25,
        second.newer && { way: 'newer', place: second.newer },
      );
      expect(first.newer).toBeNull();
      expect(back.orders.map((order) => order.tradeNo)).toEqual(first.orders.map((order) => order.tradeNo));
      expect(back.newer).toBeNull();
    });
  });
}
