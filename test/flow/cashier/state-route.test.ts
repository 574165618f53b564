import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { returnUrl } from '../../../src/flow/protocols/index.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { databases } from '../../support/database.ts';
import { Visitor } from '../../support/visitor.ts';
import { type CashierSite, startCashier } from './start-cashier.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`getOrderState on ${name}`, () => {
    let site: CashierSite;
    beforeAll(async () => {
      site = await startCashier(name);
    });
    afterAll(() => site.stop());

    async function ask(tradeNo: string) {
      const { status, text, headers } = await new Visitor(site.url).get(`/getOrderState/${tradeNo}`);
      return { status, headers, body: JSON.parse(text) };
    }

    test('an unpaid order answers as the old system did, and names its status', async () => {
      const { tradeNo } = await site.addOrder();
      const { status, body, headers } = await ask(tradeNo);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        order_id: tradeNo,
        passtime: 300,
        state: 0,
        status: 'pending',
        final: false,
      });
      expect(body).not.toHaveProperty('return_url');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    });

    test('an expired order has no seconds left and says so; it is final when its amount is free again', async () => {
      const order = await site.addOrder();
      site.clock.advance(6 * MINUTE);
      expect((await ask(order.tradeNo)).body).toMatchObject({
        passtime: 0,
        state: 0,
        status: 'expired',
        final: false,
      });
      site.clock.set(order.heldUntil);
      expect((await ask(order.tradeNo)).body).toMatchObject({ status: 'expired', final: true });
    });

    test('a closed order is final', async () => {
      const order = await site.addOrder();
      await site.close(order);
      expect((await ask(order.tradeNo)).body).toMatchObject({ state: 0, status: 'closed', final: true });
    });

    test('a paid order gives the signed return address only when the buyer may return', async () => {
      const order = await site.addOrder();
      await site.pay(order);
      site.clock.advance(SECOND);
      const early = (await ask(order.tradeNo)).body;
      expect(early).toMatchObject({ state: 1, status: 'paid', wait: 2_000, final: false });
      expect(early).not.toHaveProperty('return_url');

      await site.acknowledge(order);
      const told = (await ask(order.tradeNo)).body;
      expect(told).toMatchObject({ order_id: order.tradeNo, state: 1, final: true });
      expect(told.return_url).toBe(returnUrl(order, site.merchant.key));
      expect(told.return_url).toContain('sign=');
    });

    test('a paid order without a return address gives an empty one', async () => {
      const order = await site.addOrder({ returnUrl: null });
      await site.pay(order);
      await site.acknowledge(order);
      expect((await ask(order.tradeNo)).body).toMatchObject({ state: 1, return_url: '', final: true });
    });

    test('an address that a browser would run is never given', async () => {
      const order = await site.addOrder({ returnUrl: 'javascript:alert(1)//' });
      await site.pay(order);
      await site.acknowledge(order);
      expect((await ask(order.tradeNo)).body.return_url).toBe('');
    });

    test.each(['20200101000000000000000000000000', 'abc', "1'--", '..%2f..%2fetc'])(
      'an unknown number (%s) is told apart',
      async (tradeNo) => {
        const { status, body } = await ask(tradeNo);
        expect(status).toBe(404);
        expect(body).toEqual({ code: -1, msg: '订单不存在' });
      },
    );

    test('who keeps guessing is slowed down; known orders are answered all the same', async () => {
      const { tradeNo } = await site.addOrder();
      const statuses: number[] = [];
      for (let guess = 0; guess < 70; guess++)
        statuses.push((await ask(`2020010100000000000${guess}`)).status);
      expect(statuses[0]).toBe(404);
      expect(statuses.at(-1)).toBe(429);
      for (let poll = 0; poll < 100; poll++) expect((await ask(tradeNo)).status).toBe(200);
    });
  });
}
