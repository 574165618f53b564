import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SECOND } from '../../../src/shared/clock.ts';
import { databases } from '../../support/database.ts';
import { type CashierSite, startCashier } from './start-cashier.ts';

interface Told {
  state: number;
  status: string;
  final: boolean;
  return_url?: string;
}

/** Reads a stream of events one by one; null when it has ended. */
async function listenTo(url: string) {
  const left = new AbortController();
  const response = await fetch(url, { signal: left.signal });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    response,
    leave: () => left.abort(),
    async next(): Promise<Told | null> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const data = /^data: (.+)$/m.exec(block)?.[1];
          if (data) return JSON.parse(data);
          continue;
        }
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return null;
        text += decoder.decode(chunk.value, { stream: true });
      }
    },
  };
}

for (const { name, available } of databases) {
  describe.skipIf(!available)(`live states on ${name}`, () => {
    let site: CashierSite;
    beforeEach(async () => {
      site = await startCashier(name);
    });
    afterEach(() => site.stop());

    const listen = (tradeNo: string) => listenTo(`${site.url}/Pay/console/${tradeNo}/events`);

    test('the state comes at once, each change when it is announced, and the stream ends at the final one', async () => {
      const order = await site.addOrder();
      const stream = await listen(order.tradeNo);
      expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      expect(stream.response.headers.get('cache-control')).toContain('no-store');
      expect(await stream.next()).toMatchObject({ status: 'pending', state: 0, final: false });

      await site.pay(order);
      site.orderEvents.changed(order.tradeNo);
      const paid = await stream.next();
      expect(paid).toMatchObject({ status: 'paid', state: 1, final: false });
      expect(paid).not.toHaveProperty('return_url');

      await site.acknowledge(order);
      site.orderEvents.changed(order.tradeNo);
      expect(await stream.next()).toMatchObject({
        status: 'paid',
        final: true,
        return_url: expect.any(String),
      });
      expect(await stream.next()).toBeNull();
    });

    test('a buyer who has not paid yet hears that nobody would hear of it, and when that is over', async () => {
      const order = await site.addOrder();
      const stream = await listen(order.tradeNo);
      expect(await stream.next()).not.toHaveProperty('unheard');
      await site.setHealth('silent');
      expect(await stream.next()).toMatchObject({ status: 'pending', unheard: true, final: false });
      await site.setHealth('ok');
      expect(await stream.next()).not.toHaveProperty('unheard');
      await site.setHealth('stopped');
      expect(await stream.next()).toMatchObject({ unheard: true });
      await site.setHealth('ok');
      expect(await stream.next()).not.toHaveProperty('unheard');
      // One that is switched off is still asked for the orders that it has.
      await site.db('accounts').update({ enabled: false });
      await site.pay(order);
      const next = await stream.next();
      expect(next).toMatchObject({ status: 'paid' });
      expect(next).not.toHaveProperty('unheard');
      stream.leave();
    });

    test('a change that another process made is found by reading again', async () => {
      const order = await site.addOrder();
      const stream = await listen(order.tradeNo);
      await stream.next();
      await site.close(order);
      expect(await stream.next()).toMatchObject({ status: 'closed', final: true });
      expect(await stream.next()).toBeNull();
    });

    test('an expired order stays open for a late payment while its amount is held', async () => {
      const order = await site.addOrder();
      const stream = await listen(order.tradeNo);
      await stream.next();
      site.clock.set(order.expiresAt);
      expect(await stream.next()).toMatchObject({ status: 'expired', final: false });
      await site.pay(order);
      site.orderEvents.changed(order.tradeNo);
      expect(await stream.next()).toMatchObject({ status: 'paid' });
      site.clock.advance(3 * SECOND);
      expect(await stream.next()).toMatchObject({ status: 'paid', final: true });
    });

    test('one network holds a bounded number of streams, and gets its room back', async () => {
      const { tradeNo } = await site.addOrder();
      const open = [];
      for (let index = 0; index < 50; index++) {
        const stream = await listen(tradeNo);
        expect(stream.response.status).toBe(200);
        open.push(stream);
      }
      const refused = await listen(tradeNo);
      expect(refused.response.status).toBe(503);
      refused.leave();
      for (const stream of open) stream.leave();
      await expect
        .poll(async () => {
          const again = await listen(tradeNo);
          again.leave();
          return again.response.status;
        })
        .toBe(200);
    });

    test('all streams end when the server stops', async () => {
      const { tradeNo } = await site.addOrder();
      const stream = await listen(tradeNo);
      await stream.next();
      site.stopping.abort();
      expect(await stream.next()).toBeNull();
      expect((await listen(tradeNo)).response.status).toBe(503);
    });
  });
}
