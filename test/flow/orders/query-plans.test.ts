import { afterAll, beforeAll, expect, test } from 'vitest';
import { orders } from '../../../src/flow/orders/index.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

/** Without statistics SQLite chooses an index by the query's shape alone, so that its plans can be looked at in an empty table. */
let place: TestDatabase;
beforeAll(async () => {
  place = await openTestDatabase('sqlite');
});
afterAll(() => place.close());

/** The plan's steps on the orders table, for what the work asks. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; bindings: unknown[] }[] = [];
  const note = (query: { sql: string; bindings: unknown[] }) => void asked.push(query);
  place.db.on('query', note);
  await work();
  place.db.removeListener('query', note);
  const steps: string[] = [];
  for (const { sql, bindings } of asked) {
    const plan: { detail: string }[] = await place.db.raw(`explain query plan ${sql}`, bindings as never);
    steps.push(...plan.map(({ detail }) => detail).filter((detail) => /\borders\b|TEMP B-TREE/.test(detail)));
  }
  return steps;
}

test.each([
  ['the oldest open order', () => orders.oldestOpenAt(place.db, 1, 1_000)],
  ['an order that ended unpaid', () => orders.hasEndedUnpaid(place.db, 1, 1_000, 2_000)],
  ['how many are open', () => orders.countOpen(place.db, 1, 1_000)],
])(
  '%s of an account is looked up by the account, whatever is open elsewhere, and nothing is sorted',
  async (_what, ask) => {
    const plans = await plansOf(ask);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans)
      expect(plan).toMatch(
        /^SEARCH orders USING (COVERING )?INDEX orders_by_account \(account_id=\? AND state=\?/,
      );
  },
);
