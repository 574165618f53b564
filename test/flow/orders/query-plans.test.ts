import { afterAll, beforeAll, expect, test } from 'vitest';
import { amountSlots } from '../../../src/flow/amount-slots/index.ts';
import { findOrdersAwaiting, listOrders, merchantsWithOrders } from '../../../src/flow/orders/index.ts';
import { fen } from '../../../src/shared/money.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

/** Without statistics SQLite chooses an index by the query's shape alone, so that its plans can be looked at in an empty table. */
let place: TestDatabase;
beforeAll(async () => {
  place = await openTestDatabase('sqlite');
});
afterAll(() => place.close());

/** The plan's steps on the tables of orders and amounts, for what the work asks. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; bindings: unknown[] }[] = [];
  const note = (query: { sql: string; bindings: unknown[] }) => void asked.push(query);
  place.db.on('query', note);
  await work();
  place.db.removeListener('query', note);
  const steps: string[] = [];
  for (const { sql, bindings } of asked) {
    const plan: { detail: string }[] = await place.db.raw(`explain query plan ${sql}`, bindings as never);
    steps.push(
      ...plan
        .map(({ detail }) => detail)
        .filter((detail) => /\b(orders|amount_slots|o|p)\b|TEMP B-TREE FOR ORDER/.test(detail)),
    );
  }
  return steps;
}

test.each([
  ['the amounts that are waited for', () => amountSlots.findAwaited(place.db, 1, 1_000)],
  ['an amount that ended unpaid', () => amountSlots.hasEndedUnpaid(place.db, 1, 1_000, 2_000)],
  ['how many are waited for', () => amountSlots.countAwaited(place.db, 1, 1_000)],
])(
  '%s of an account is looked up by the account, whatever is open elsewhere, and nothing is sorted',
  async (_what, ask) => {
    const plans = await plansOf(ask);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans)
      expect(plan).toMatch(
        /^SEARCH amount_slots USING (COVERING )?INDEX amount_slots_by_account \(account_id=\? AND awaited=\?/,
      );
  },
);

test.each([
  ['with those that are paid', true],
  ['without them', false],
])(
  'whose money it is, %s, is looked up by the amount among those whose time is not over',
  async (_what, withPaid) => {
    const at = Date.parse('2026-03-01T08:00:00Z');
    const plans = await plansOf(() =>
      findOrdersAwaiting(place.db, { accountId: 1, payableFen: fen(1000), at, withPaid }),
    );
    expect(plans).toEqual([
      expect.stringMatching(
        /^SEARCH o USING INDEX orders_by_held_payable \(held_period=\? AND payable_fen=\? AND held_until>\? AND held_until<\?\)/,
      ),
      expect.stringMatching(
        /^SEARCH p USING INDEX order_placements_by_payable \(account_id=\? AND payable_fen=\? AND held_until>\?\)/,
      ),
      expect.stringMatching(/^SEARCH o USING INDEX orders_trade_no_unique/),
    ]);
  },
);

test.each([
  [
    'all of a merchant',
    [1000],
    {},
    /^SEARCH orders USING COVERING INDEX orders_by_merchant \(pid=\? AND state=\? AND pay_type=\?\)/,
  ],
  [
    'of one state',
    [1000, 1001],
    { state: 'paid' as const },
    /^SEARCH orders USING COVERING INDEX orders_by_merchant \(pid=\?/,
  ],
  [
    'since a day',
    [1000],
    { from: 5 },
    /^SEARCH orders USING COVERING INDEX orders_by_merchant \(pid=\? .* created_at>\?\)/,
  ],
  [
    'of an account',
    [1000],
    { accountId: 1 },
    /^SEARCH orders USING INDEX orders_by_account \(account_id=\? AND state=\?/,
  ],
  [
    'of an account, for an owner',
    'all' as const,
    { accountId: 1 },
    /^SEARCH orders USING (COVERING )?INDEX orders_by_account \(account_id=\? AND state=\?/,
  ],
])('a list of orders, %s, is read in order from one index', async (_what, scope, filter, index) => {
  const plans = await plansOf(() => listOrders(place.db, scope, filter, 25));
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).toMatch(index);
});

test('the merchants that have orders are gone through from one to the next', async () => {
  const plans = await plansOf(() => merchantsWithOrders(place.db, 'all'));
  for (const plan of plans) expect(plan).toMatch(/^(SCAN|SEARCH) orders USING COVERING INDEX/);
});
