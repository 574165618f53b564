import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listReceiptPage } from '../../src/console/receipts/list-receipts.ts';
import { type NewReceipt, receipts } from '../../src/flow/receipts/index.ts';
import { covers, type Scope } from '../../src/shared/actor.ts';
import { fen } from '../../src/shared/money.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`receipts in the console on ${name}`, () => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    async function unmatched(): Promise<number> {
      const [row] = await app.place
        .db('receipts')
        .where({ state: 'unmatched' })
        .orderBy('id', 'desc')
        .limit(1);
      return Number(row.id);
    }

    test('an unmatched receipt says why, suggests orders, and is assigned after both were compared', async () => {
      const order = await app.order({ money: '30.00' });
      app.clock.advance(60_000);
      app.pay(order, { amountFen: 3050 });
      await app.tick(4_000);
      const id = await unmatched();
      const detail = await app.keeper.get(`/console/receipts/${id}`);
      expect(readable(detail)).toContain('金额不同');
      expect(detail.page.querySelector('.suggestion a')?.getAttribute('href')).toBe(
        `/console/receipts/${id}/assign?order=${order.tradeNo}`,
      );
      expect(texts(detail, '.raw')[0]).toContain('3050');

      const compare = await app.keeper.get(`/console/receipts/${id}/assign?order=${order.outTradeNo}`);
      expect(texts(compare, '.differs th')).toEqual(['金额']);
      expect((await app.find(order.tradeNo)).state).toBe('pending');

      const answer = await app.keeper.submit(compare, {}, 'form[action$="/assign"]');
      expect(answer.location).toBe(`/console/receipts/${id}?done=assigned`);
      const paid = await app.find(order.tradeNo);
      expect([paid.state, paid.receiptId, paid.odd]).toEqual(['paid', id, ['by_hand', 'other_amount']]);
      expect((await app.audit())[0]).toMatchObject({ action: 'receipt.assign', subject: `receipt ${id}` });

      const again = await app.keeper.submit(compare, {}, 'form[action$="/assign"]');
      expect(again.status).toBe(409);
      expect(readable(again)).toContain('这笔流水已用于另一个订单');
    });

    test('a paid order is no choice, and an unknown number is told beside the field', async () => {
      const [{ trade_no: paidNo }] = await app.place.db('orders').where({ state: 'paid' });
      const order = await app.order({ money: '31.00' });
      app.pay(order, { amountFen: 4000 });
      await app.tick(4_000);
      const id = await unmatched();
      const compare = await app.keeper.get(`/console/receipts/${id}/assign?order=${paidNo}`);
      expect(compare.page.querySelector('form[action$="/assign"]')).toBeNull();
      expect(readable(compare)).toContain('订单已经支付过');
      const unknown = await app.keeper.get(`/console/receipts/${id}/assign?order=nothing`);
      expect(unknown.status).toBe(404);
      expect(texts(unknown, '#order-problem')).toEqual(['没有这个订单，请核对号码。']);
      expect(unknown.page.querySelector('#order')?.getAttribute('value')).toBe('nothing');
    });

    test('set aside: it leaves what needs attention and can still be assigned', async () => {
      const id = await unmatched();
      const detail = await app.keeper.get(`/console/receipts/${id}`);
      const form = 'form[action$="/set-aside"]';
      expect((await app.keeper.submit(detail, {}, form)).status).toBe(303);
      expect((await receipts.getReceipt(app.place.db, id)).state).toBe('set_aside');
      expect((await app.audit())[0]).toMatchObject({ action: 'receipt.setAside', subject: `receipt ${id}` });
      const after = await app.keeper.get(`/console/receipts/${id}`);
      expect(after.page.querySelector(form)).toBeNull();
      expect(after.page.querySelector('#order')).not.toBeNull();
      expect((await app.keeper.submit(detail, {}, form)).status).toBe(409);
    });

    test('any filter goes through all matching receipts exactly once, both ways', async () => {
      const { db } = app.place;
      await db('receipts').delete();
      const all = Array.from(
        { length: 700 },
        (_, n): NewReceipt => ({
          accountId: (n % 3) + 1,
          pid: n % 5 === 0 ? 1001 : 1000,
          platform: 'sqbpay',
          externalId: `E-${n}`,
          payType: 'wxpay',
          amountFen: fen(n % 2 ? 990 : 1000),
          terminal: null,
          paidAt: n,
          seenAt: 1_000 + Math.floor(n / 5),
          raw: '{}',
        }),
      );
      for (let from = 0; from < all.length; from += 100)
        await receipts.insertReceipts(db, all.slice(from, from + 100));
      await db('receipts').where('paid_at', '<', 600).update({ state: 'used' });
      const stateOf = (one: NewReceipt) => (one.paidAt < 600 ? 'used' : 'new');
      const filters = [
        {},
        { state: 'new' as const },
        { accountId: 2 },
        { accountId: 2, state: 'used' as const },
        { accountId: 1, state: 'new' as const, amountFen: fen(990) },
        { amountFen: fen(1000), from: 1_010, to: 1_090 },
        { amountFen: fen(1) },
      ];
      const scopes: Scope[] = ['all', [1000], [1001], [1000, 1001], [1002], []];
      const tried = scopes.flatMap((scope) => filters.map((filter) => ({ scope, filter })));
      for (const { scope, filter } of tried) {
        const { state, accountId, amountFen, from, to } = {
          state: undefined,
          accountId: undefined,
          amountFen: undefined,
          from: undefined,
          to: undefined,
          ...filter,
        };
        const expected = all
          .filter((one) => covers(scope, one.pid))
          .filter((one) => !state || stateOf(one) === state)
          .filter((one) => !accountId || one.accountId === accountId)
          .filter((one) => !amountFen || one.amountFen === amountFen)
          .filter(
            (one) => (from === undefined || one.seenAt >= from) && (to === undefined || one.seenAt < to),
          )
          .map((one) => one.externalId)
          .reverse();
        for (const way of ['older', 'newer'] as const) {
          const seen: string[][] = [];
          let start: Parameters<typeof listReceiptPage>[4] =
            way === 'older' ? null : { way, place: { at: 0, id: 0 } };
          for (;;) {
            const page = await listReceiptPage(db, scope, filter, 25, start);
            seen.push(page.receipts.map((one) => one.externalId));
            const next = page[way];
            if (!next) break;
            start = { way, place: next };
          }
          expect((way === 'older' ? seen : seen.reverse()).flat()).toEqual(expected);
        }
      }
      const visit = await app.keeper.get('/console/receipts?q=E-6');
      expect(texts(visit, '.cell-what a')).toEqual(['E-6']);
    });
  });
}
