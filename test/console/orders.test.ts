import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/database.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`orders in the console on ${name}`, () => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    /** Sends the form behind one of the order's buttons. */
    async function act(tradeNo: string, deed: 'complete' | 'resend' | 'close'): Promise<Visit> {
      const visit = await app.keeper.get(`/console/orders/${tradeNo}`);
      return app.keeper.submit(visit, {}, `form[action$="/${deed}"]`);
    }

    test('补单: the order is paid by hand, the shop is told, and it is written down who did it', async () => {
      const order = await app.order({ money: '12.00' });
      app.clock.advance(400_000);
      await app.tick();
      expect((await app.find(order.tradeNo)).state).toBe('expired');

      const answer = await act(order.tradeNo, 'complete');
      expect(answer.location).toBe(`/console/orders/${order.tradeNo}?done=completed`);
      await app.services.notifier.idle();
      const paid = await app.find(order.tradeNo);
      expect([paid.state, paid.odd]).toEqual(['paid', ['by_hand']]);
      expect(app.shop.received.at(-1)?.params.out_trade_no).toBe(order.outTradeNo);
      expect((await app.audit())[0]).toMatchObject({
        actor: 'keeper',
        action: 'order.complete',
        subject: `order ${order.tradeNo}`,
        detail: { state: ['expired', 'paid'], amountFen: 1200 },
      });
      expect(readable(await app.keeper.get(`/console/orders/${order.tradeNo}`))).toContain('由 keeper 补单');
    });

    test('重发通知: one more call to the shop, whose outcome is told and kept', async () => {
      const order = await app.order();
      app.pay(order);
      await app.tick(4_000);
      app.shop.next({ status: 500, body: 'down' });
      expect((await act(order.tradeNo, 'resend')).location).toMatch(/done=resendFailed$/);
      expect((await act(order.tradeNo, 'resend')).location).toMatch(/done=resent$/);
      const visit = await app.keeper.get(`/console/orders/${order.tradeNo}`);
      expect(texts(visit, '.moment-head strong').filter((title) => title === '人工重发通知')).toHaveLength(2);
      expect((await app.audit()).slice(0, 2).map((entry) => [entry.action, entry.detail.outcome])).toEqual([
        ['order.resend', 'acknowledged'],
        ['order.resend', 'refused'],
      ]);
    });

    test('why the shop was not told stands in the reader’s language; a sentence of an older version as it was', async () => {
      const { keeper, place } = app;
      const order = await app.order();
      app.pay(order);
      app.shop.next({ status: 500, body: 'down' });
      await app.tick(4_000);
      const of = { trade_no: order.tradeNo };
      const [kept] = await place.db('notification_attempts').where(of);
      expect(kept.cause).toBe('{"say":"cause.status","with":{"status":500}}');
      // So that the home page names it.
      await place.db('notifications').where(of).update({ attempts: 12 });
      const page = async (lang: 'zh' | 'en') => {
        keeper.cookies.set('lang', lang);
        const [order, home] = [
          await keeper.get(`/console/orders/${of.trade_no}`),
          await keeper.get('/console'),
        ];
        keeper.cookies.delete('lang');
        return [readable(order), readable(home)] as const;
      };
      for (const text of await page('zh')) expect(text).toContain('商城返回 HTTP 500');
      for (const text of await page('en')) expect(text).toContain('The shop answered HTTP 500');
      const old = '商店返回 HTTP 502：旧版本记下的原因';
      await place.db('notification_attempts').where(of).update({ cause: old });
      await place.db('notifications').where(of).update({ last_cause: old });
      for (const lang of ['zh', 'en'] as const)
        for (const text of await page(lang)) expect(text, lang).toContain(old);
      await place.db('notifications').where(of).update({ state: 'acknowledged' });
    });

    test('关闭: a waiting order is closed once; closing it again is refused on its page', async () => {
      const order = await app.order();
      const before = await app.keeper.get(`/console/orders/${order.tradeNo}`);
      const form = 'form[action$="/close"]';
      expect((await app.keeper.submit(before, {}, form)).status).toBe(303);
      expect((await app.find(order.tradeNo)).state).toBe('closed');
      const again = await app.keeper.submit(before, {}, form);
      expect(again.status).toBe(409);
      expect(readable(again)).toContain('只有待支付的订单可以关闭');
      app.keeper.cookies.set('lang', 'en');
      expect(readable(await app.keeper.submit(before, {}, form))).toContain(
        'Only a waiting order can be closed',
      );
      app.keeper.cookies.delete('lang');
      expect((await app.audit()).filter((entry) => entry.action === 'order.close')).toHaveLength(1);
      expect(again.page.querySelector('form[action$="/complete"]')).toBeNull();
    });

    test('the search box finds our number, the shop’s, the platform’s and an amount', async () => {
      const order = await app.order({ money: '1077.31', out_trade_no: 'FIND-ME-1' });
      app.pay(order);
      await app.tick(4_000);
      const [{ external_id: external }] = await app.place.db('receipts').where({ trade_no: order.tradeNo });
      for (const q of [order.tradeNo, 'FIND-ME-1', String(external), '1077.31', '¥1,077.31']) {
        const visit = await app.keeper.get(`/console/orders?q=${encodeURIComponent(q)}`);
        expect(texts(visit, '.cell-what .sub'), q).toEqual(['FIND-ME-1']);
      }
      const other = await app.keeper.get(`/console/orders?q=FIND-ME-1&state=expired`);
      expect(readable(other)).toContain('没有符合条件的订单');
      expect(readable(await app.keeper.get('/console/orders?q=no-such'))).toContain('没有符合条件的订单');
    });

    test('a day in the filter is a day of the display zone', async () => {
      app.clock.set('2026-03-05T16:30:00Z'); // 00:30 on the 6th in Shanghai
      const order = await app.order({ out_trade_no: 'ON-THE-6TH' });
      expect(order.createdAt).toBe(app.clock.now());
      const on = async (day: string) =>
        texts(await app.keeper.get(`/console/orders?from=${day}&to=${day}`), '.cell-what .sub');
      expect(await on('2026-03-06')).toEqual(['ON-THE-6TH']);
      expect(await on('2026-03-05')).toEqual([]);
    });

    test('nonsense in the address is taken as no filter', async () => {
      const visit = await app.keeper.get(
        '/console/orders?state=x&type=y&account=z&from=2026-02-31&older=1-2-3&newer=x&q[]=1',
      );
      expect(visit.status).toBe(200);
      expect(texts(visit, '.cell-what').length).toBeGreaterThan(0);
    });

    test('the pages of the list go through all orders, forwards and back', async () => {
      const pages: string[][] = [];
      for (let n = 0; n < 40; n++) {
        app.clock.advance(1_000);
        await app.order({ money: `${200 + n}.00` });
      }
      let visit = await app.keeper.get('/console/orders');
      const first = texts(visit, '.cell-what .sub');
      pages.push(first);
      for (let next = link(visit, 'next'); next; next = link(visit, 'next')) {
        visit = await app.keeper.get(next);
        pages.push(texts(visit, '.cell-what .sub'));
      }
      const { length: count } = await app.place.db('orders').select('id');
      expect(new Set(pages.flat()).size).toBe(count);
      expect(pages.flat()).toHaveLength(count);
      for (let back = link(visit, 'prev'); back; back = link(visit, 'prev'))
        visit = await app.keeper.get(back);
      expect(texts(visit, '.cell-what .sub')).toEqual(first);
    });
  });
}

function link(visit: Visit, rel: 'next' | 'prev'): string | undefined {
  return visit.page.querySelector(`.pager a[rel=${rel}]`)?.getAttribute('href')?.replaceAll('&amp;', '&');
}
