import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routing } from '../../../src/flow/accounts/index.ts';
import { amountSlots } from '../../../src/flow/amount-slots/index.ts';
import { codeDays } from '../../../src/flow/code-limits/index.ts';
import {
  claimPoll,
  findPoll,
  finishPoll,
  noteLooked,
} from '../../../src/flow/listening/account-poll.repository.ts';
import { claimLogin, findLogins, noteSessionEnded } from '../../../src/flow/listening/login.repository.ts';
import { findTrials } from '../../../src/flow/orders/index.ts';
import { type Db, isSqlite, openDatabase, rowsOf } from '../../../src/shared/db.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { buildAccount, buildCode, buildMerchant } from '../../support/factories.ts';

const NOW = Date.parse('2026-03-01T08:00:00Z');
const DAY = 20_260_301;
const ACCOUNTS = 60;

/** What each new order and each question of an account ask, among many accounts, codes, days and amounts. */
describe.each(databases.filter(({ available }) => available))(
  'limits and budgets cost no scan, on $name',
  ({ name }) => {
    let place: TestDatabase;
    /** Beside what works: what explains a statement must not stand in its way. */
    let explainer: Db;
    let pid = 0;
    beforeAll(async () => {
      place = await openTestDatabase(name);
      explainer = openDatabase(place);
      const { db } = place;
      for (let at = 0; at < ACCOUNTS; at++) {
        const merchant = at % 3 === 0 ? (await buildMerchant(db)).pid : pid;
        pid = merchant;
        const accountId = await buildAccount(db, pid);
        const own = [await buildCode(db, accountId), await buildCode(db, accountId)];
        await claimPoll(db, pollOf(accountId));
        await claimLogin(db, { accountId, owner: 'x', of: 'y', now: NOW });
        for (const codeId of own) {
          const days = Array.from({ length: 30 }, (_, day) => ({
            code_id: codeId,
            day: DAY - day,
            account_id: accountId,
          }));
          await db('code_days').insert(days);
        }
        await amountSlots.insertSlots(
          db,
          Array.from({ length: 40 }, (_, nth) => ({
            ...{ scope: `code:${own[nth % 2]}`, payType: 'wxpay' as const, payableFen: 1_000 + nth },
            ...{ tradeNo: `T${at}-${nth}`, accountId, codeId: own[nth % 2] ?? 0, moneyFen: 1_000 as never },
            ...{ network: null, placedAt: NOW, expiresAt: NOW + 60_000 },
            ...{ releaseAt: NOW + 600_000 * (nth < 38 ? 1 : -1), paidHoldMs: 0 },
          })) as never,
        );
      }
      await db('codes').update({ limits: JSON.stringify({ dayCount: 5 }) });
      for (const table of [
        'accounts',
        'codes',
        'amount_slots',
        'code_days',
        'account_polls',
        'account_logins',
      ])
        await db.raw(isSqlite(db) ? `analyze ${table}` : `analyze table ${table}`);
    }, 120_000);
    afterAll(async () => {
      await explainer.destroy();
      await place.close();
    });

    const pollOf = (accountId: number) => ({
      ...{
        accountId,
        owner: 'p',
        now: NOW,
        leaseUntil: NOW + 1,
        nextPollAt: NOW + 2,
        budget: 60,
        isTight: false,
      },
    });
    const at = { now: NOW, day: DAY, minute: 60 };

    test.each<[string, () => Promise<unknown>]>([
      [
        'the codes that may take an order, with their limits',
        () => routing.listRoutable(place.db, pid, { scopeOf: ({ id }) => `code:${id}` }, at),
      ],
      [
        'what the page of the routing lists',
        () => routing.listCandidates(place.db, pid, { scopeOf: () => 'x' }, at),
      ],
      ['what was paid on a day', () => codeDays.paidOn(place.db, DAY, [1, 2, 3])],
      [
        'a paid order is counted',
        () => codeDays.notePaid(place.db, DAY, [{ codeId: 1, accountId: 1, count: 1, fen: 9 }]),
      ],
      [
        'an unpaid order is counted',
        () => codeDays.noteUnpaid(place.db, { day: DAY, now: NOW }, [{ codeId: 1, accountId: 1, count: 1 }]),
      ],
      ['the amounts that an account waits for', () => amountSlots.findAwaited(place.db, 3, NOW)],
      ['those that ran out unpaid', () => amountSlots.listEndedUnpaid(place.db, NOW - 700_000)],
      ['which of them were only tried', () => findTrials(place.db, ['2026030100000000', '2026030100000001'])],
      ['an account’s question is planned', () => findPoll(place.db, 3)],
      [
        'a question is claimed and counted',
        () =>
          claimPoll(place.db, {
            ...pollOf(3),
            now: NOW + 100_000,
            leaseUntil: NOW + 130_000,
            nextPollAt: NOW + 103_000,
          }),
      ],
      [
        'its answer is written',
        () => finishPoll(place.db, 3, 'p', { ok: true, at: NOW, polledUntil: NOW, requests: 3 }),
      ],
      ['a buyer looks at his cashier', () => noteLooked(place.db, 3, NOW, NOW + 60_000)],
      [
        'a login is claimed',
        () => claimLogin(place.db, { accountId: 3, owner: 'z', of: 'y', now: NOW + 200_000 }),
      ],
      ['a session is over', () => noteSessionEnded(place.db, 3, { now: NOW, beganAt: NOW })],
      ['when an account logged in', () => findLogins(place.db, 3)],
    ])('%s', async (_what, work) => {
      const plans = await plansOf(work);
      expect(plans.length).toBeGreaterThan(0);
      for (const plan of plans)
        expect(plan).toMatch(/^(SEARCH|const|eq_ref|ref|range|index_merge|system|no rows)/);
    });

    /** How each statement of the work on the tables of limits and budgets finds its rows. */
    async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
      const asked: { sql: string; bindings: unknown[] }[] = [];
      const note = ({ sql, bindings }: { sql: string; bindings: unknown[] }) =>
        void asked.push({ sql, bindings });
      place.db.on('query', note);
      await work();
      place.db.removeListener('query', note);
      const steps: string[] = [];
      for (const { sql, bindings } of asked) {
        if (!/^\s*(select|update|delete)\b/i.test(sql)) continue;
        const explain = isSqlite(place.db) ? 'explain query plan' : 'explain';
        for (const row of rowsOf(await explainer.raw(`${explain} ${sql}`, bindings as never)))
          steps.push(stepOf(row));
      }
      // An insert finds nothing: that it was one is told by its being there.
      return steps.length > 0 ? steps.filter((step) => step !== '') : asked.map(() => 'no rows');
    }
  },
);

function stepOf({ detail, type, table, Extra: extra }: Record<string, unknown>): string {
  if (detail !== undefined) return /^(SCAN|SEARCH)/.test(String(detail)) ? String(detail) : '';
  if (type === null || type === undefined) return 'no rows';
  return `${type} ${table} ${extra ?? ''}`;
}
