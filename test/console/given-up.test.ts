import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { givenUp } from '../../src/flow/notifications/index.ts';
import { orders } from '../../src/flow/orders/index.ts';
import { DAY } from '../../src/shared/clock.ts';
import { databases } from '../support/database.ts';
import { buildTerms } from '../support/factories.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`notifications that were given up, on ${name}`, () => {
    let app: ConsoleApp;
    beforeEach(async () => {
      app = await startConsole(name);
    });
    afterEach(() => app.stop());

    let made = 0;
    /** Paid orders whose shop was never told. */
    async function addGivenUp(count: number, notifyUrl: string): Promise<string[]> {
      const { db } = app.place;
      const now = app.clock.now();
      const tradeNos = Array.from(
        { length: count },
        () => `20260301160000${String(++made).padStart(18, '0')}`,
      );
      await orders.insertOrders(
        db,
        tradeNos.map((tradeNo, index) => ({
          ...buildTerms(app.merchant, { notifyUrl, money: 1_000 + (index % 3) }),
          tradeNo,
          sitename: null,
          clientIp: null,
          device: null,
          createdAt: now - DAY + index,
          expiresAt: now,
          heldUntil: now,
          placement: null,
        })),
      );
      await db('orders').whereIn('trade_no', tradeNos).update({ state: 'paid', paid_at: now });
      await db('notifications').insert(
        tradeNos.map((tradeNo) => ({ trade_no: tradeNo, state: 'given_up', queued_at: now, attempts: 21 })),
      );
      return tradeNos;
    }

    const DEAD = 'https://dead.example/notify.php';

    test('the home page counts them per shop; the list shows one shop’s, and narrows it further', async () => {
      await addGivenUp(3, DEAD);
      const many = await addGivenUp(45, `${app.shop.url}/notify?shop=1`);
      await addGivenUp(2, 'no address');
      const { host } = new URL(app.shop.url);
      const home = await app.keeper.get('/console');
      const lines = texts(home, '.need-given-up strong');
      expect(lines).toEqual([
        `45 笔通知送不到 ${host}，已停止重试`,
        '3 笔通知送不到 dead.example，已停止重试',
        '2 笔通知送不到 （通知地址不是网址），已停止重试',
      ]);

      const href = home.page.querySelector('.need-given-up a')?.getAttribute('href') ?? '';
      const first = await app.keeper.get(href.replaceAll('&amp;', '&'));
      expect(readable(first)).toContain('45 笔订单已经付款，商城却没有收到通知');
      const listed: string[] = [];
      let page = first;
      for (;;) {
        listed.push(
          ...page.page
            .querySelectorAll('.list-orders .row-link')
            .map((link) => link.getAttribute('href')?.split('/').at(-1) ?? ''),
        );
        const next = page.page.querySelector('.pager a[rel=next]')?.getAttribute('href');
        if (!next) break;
        page = await app.keeper.get(next.replaceAll('&amp;', '&'));
      }
      expect(listed).toEqual(many.toReversed());
      const back = page.page.querySelector('.pager a[rel=prev]')?.getAttribute('href') ?? '';
      expect(
        texts(await app.keeper.get(back.replaceAll('&amp;', '&')), '.list-orders .row-link'),
      ).toHaveLength(25);

      const all = await app.keeper.get('/console/orders?told=given_up');
      expect(texts(all, '#given-up li')).toEqual([`${host} 45`, 'dead.example 3', '（通知地址不是网址） 2']);
      const cheap = await app.keeper.get(`/console/orders?told=given_up&host=${host}&q=10.01`);
      expect(texts(cheap, '.list-orders .row-link')).toHaveLength(15);
      const named = await app.keeper.get(`/console/orders?told=given_up&host=dead.example&q=${many[0]}`);
      expect(texts(named, '.list-orders .row-link')).toEqual([]);
      const other = await app.keeper.get('/console/orders?told=given_up&state=expired');
      expect(texts(other, '.list-orders .row-link')).toEqual([]);
    });

    test('one press sends all of one shop again through the queue; the answer says how many, the others stay', async () => {
      await addGivenUp(3, DEAD);
      const many = await addGivenUp(45, `${app.shop.url}/notify?shop=1`);
      const { host } = new URL(app.shop.url);
      const list = await app.keeper.get(`/console/orders?told=given_up&host=${host}`);
      const form = 'form[action="/console/notifications/resend"]';
      const begun = performance.now();
      const pressed = await app.keeper.submit(list, {}, form);
      // Nobody waits for 45 answers of a shop.
      expect(performance.now() - begun).toBeLessThan(2_000);
      expect(app.shop.received).toHaveLength(0);
      const answer = await app.keeper.get(pressed.location ?? '');
      expect(texts(answer, '#resent')).toEqual(['已重新发送 45 笔，正在逐笔通知商城。']);
      expect(texts(answer, '#still-queued')).toEqual(['另有 45 笔正在发送，或在等下一次重试。']);
      expect((await app.audit())[0]).toMatchObject({ action: 'notifications.resend', detail: { count: 45 } });

      await app.tick(1_000);
      await app.tick(1_000);
      const told = app.shop.received.map(({ query }) => new URLSearchParams(query).get('trade_no'));
      expect(new Set(told)).toEqual(new Set(many));
      const states = await app.place.db('notifications').pluck('state');
      expect(states.filter((state) => state === 'acknowledged')).toHaveLength(45);
      expect(states.filter((state) => state === 'given_up')).toHaveLength(3);
      expect(texts(await app.keeper.get('/console'), '.need-given-up strong')).toEqual([
        '3 笔通知送不到 dead.example，已停止重试',
      ]);

      // Pressed once more in another window: nothing is told twice.
      const again = await app.keeper.submit(list, {}, form);
      expect(again.location).toContain('resent=0');
      await app.tick(1_000);
      expect(app.shop.received).toHaveLength(told.length);
    });

    test('a press is bounded, and all shops at once is possible', async () => {
      await addGivenUp(30, DEAD);
      await addGivenUp(30, 'https://other.example/notify.php');
      const now = app.clock.now();
      const send = (host?: string) =>
        givenUp.requeueGivenUp(app.place.db, 'all', { ...(host && { host }), limit: 40, now });
      // The oldest first.
      expect(await send()).toBe(40);
      expect(await send('dead.example')).toBe(0);
      expect(await send()).toBe(20);
      expect(await givenUp.countGivenUpByHost(app.place.db, 'all', 100)).toEqual([]);
    });
  });
}

test('counting, listing and sending again look at their own rows only, however many there are', async () => {
  const app = await startConsole('sqlite');
  try {
    const { db } = app.place;
    await db('notifications').insert({
      trade_no: 'T1',
      state: 'given_up',
      queued_at: 1,
      attempts: 21,
      host: 'a.example',
    });
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => void asked.push(query);
    db.on('query', note);
    await givenUp.countGivenUpByHost(db, 'all', 100);
    await givenUp.listGivenUp(db, 'all', { way: 'older', from: 9, limit: 25 });
    await givenUp.listGivenUp(db, 'all', { host: 'a.example', way: 'newer', from: null, limit: 25 });
    db.removeListener('query', note);
    const reads = asked.filter(({ sql }) => /^select/.test(sql));
    expect(reads.length).toBeGreaterThan(5);
    for (const { sql, bindings } of reads) {
      const plan: { detail: string }[] = await db.raw(`explain query plan ${sql}`, bindings as never);
      const steps = plan.map(({ detail }) => detail).join('; ');
      expect(steps, sql).toMatch(/SEARCH (notifications|n) USING (COVERING )?INDEX notifications_by_host/);
      expect(steps, sql).not.toMatch(/SCAN (notifications|orders|n|o)\b|TEMP B-TREE/);
    }
  } finally {
    await app.stop();
  }
});
