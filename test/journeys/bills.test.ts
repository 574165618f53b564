import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findSamePrice } from '../../src/console/orders/same-price.ts';
import { amountSlots } from '../../src/flow/amount-slots/index.ts';
import { createBills } from '../../src/flow/bills/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { startTill } from '../plugins/till/simulator.ts';
import { databases } from '../support/database.ts';
import { buildCode } from '../support/factories.ts';
import { startPluginHouse } from '../support/plugin-house.ts';
import { until } from '../support/until.ts';

const pluginsDir = fileURLToPath(new URL('../plugins/folder', import.meta.url));

describe.each(databases)('codes made for one order, on $name', ({ name, available }) => {
  const start = () =>
    startPluginHouse(name, { pluginsDir, platform: 'till', simulator: startTill, secrets: ['password'] });
  type House = Awaited<ReturnType<typeof start>>;

  const billsOf = (house: House, order: Pick<Order, 'tradeNo'>) =>
    house.db('bills').where({ trade_no: order.tradeNo }).orderBy('id');
  const referenceOf = async (house: House, order: Order) =>
    String((await billsOf(house, order)).at(-1)?.reference);
  const page = async (house: House, order: Order) =>
    (await fetch(`${house.url}/Pay/console/${order.tradeNo}`)).text();
  const openAtPlatform = (house: House) => house.simulator.bills?.open() ?? [];

  describe.skipIf(!available)('with a platform that makes them', () => {
    test('the price itself is asked, and the payment of the bill settles its order', async () => {
      const house = await start();
      const [order, other] = [await house.order(), await house.order()];
      for (const one of [order, other]) {
        expect(one.placement).toMatchObject({ payableFen: 1_000, terminal: expect.stringMatching(/^bill:/) });
        expect(await page(house, one)).toContain('10.00');
        expect(
          (await amountSlots.findSlotsOf(house.db, one.tradeNo)).map(({ payableFen }) => payableFen),
        ).toEqual([1_000]);
      }
      const qr = await fetch(`${house.url}/Pay/qr/${order.tradeNo}.png`);
      expect(qr.headers.get('content-type')).toBe('image/png');
      // Whatever wallet, whatever terminal it is booked under: the bill's number says whose it is.
      house.simulator.pay({
        amountFen: 1_000,
        payType: 'alipay',
        terminal: 'T9',
        reference: await referenceOf(house, other),
      });
      await house.tick(4_000);
      expect((await house.find(other.tradeNo)).state).toBe('paid');
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(house.shop.received).toHaveLength(1);
      await house.tick(6_000);
      expect((await billsOf(house, other))[0]).toMatchObject({ state: 'paid' });
    });

    test('money of the same amount that does not name the bill is not its order’s', async () => {
      const house = await start();
      const order = await house.order();
      house.simulator.pay({ amountFen: 1_000 });
      house.simulator.pay({ amountFen: 1_000, reference: 'a bill of somebody else' });
      house.simulator.pay({ amountFen: 999, reference: await referenceOf(house, order) });
      await house.tick(4_000);
      const reasons = (await house.db('receipts').orderBy('id').select('reason')).map(({ reason }) => reason);
      expect(reasons).toEqual(['not_its_bill', 'not_its_bill', 'other_amount']);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(await house.db('receipts').whereNot({ state: 'unmatched' })).toHaveLength(0);
      expect(house.shop.received).toHaveLength(0);
    });

    test('two bills of one price are no two orders that a buyer could mistake', async () => {
      const house = await start();
      const [order] = [await house.order(), await house.order()];
      expect(await findSamePrice({ ...house.services }, order)).toBeNull();
      house.simulator.bills?.failAfterCreating();
      const plain = await house.order();
      const beside = await house.order();
      expect(
        (await findSamePrice({ ...house.services }, plain))?.beside.map(({ tradeNo }) => tradeNo),
      ).toEqual([beside.tradeNo]);
    });

    test('money of a bill is nobody else’s, though another order waits for that very amount at a code', async () => {
      const house = await start();
      const billed = await house.order();
      house.simulator.bills?.failAfterCreating();
      const plain = await house.order();
      expect(plain.placement).toMatchObject({ terminal: 'T1' });
      const payableFen = plain.placement?.payableFen ?? 0;
      house.simulator.pay({ amountFen: payableFen, reference: await referenceOf(house, billed) });
      await house.tick(4_000);
      const states = [await house.find(billed.tradeNo), await house.find(plain.tradeNo)].map(
        ({ state }) => state,
      );
      expect(states).toEqual(payableFen === 1_000 ? ['paid', 'pending'] : ['pending', 'pending']);
      house.simulator.pay({ amountFen: payableFen });
      await house.tick(4_000);
      expect((await house.find(plain.tradeNo)).state).toBe('paid');
    });

    test('where it fails the order keeps a code like any other, what was begun is closed, and no other is tried for a while', async () => {
      const house = await start();
      house.simulator.bills?.failAfterCreating();
      const order = await house.order();
      expect(order.placement).toMatchObject({ terminal: 'T1' });
      expect(openAtPlatform(house)).toEqual([]);
      expect((await billsOf(house, order))[0]).toMatchObject({ state: 'closed', content: null });
      await house.order();
      expect(house.simulator.bills?.made?.()).toBe(1);
      house.clock.advance(MINUTE);
      await house.order();
      expect(house.simulator.bills?.made?.()).toBe(2);
      house.simulator.pay({ amountFen: order.placement?.payableFen ?? 0 });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('nobody is shown the order before it is decided, also who sends its number again meanwhile; one bill is made', async () => {
      const house = await start();
      const release = house.simulator.bills?.hold?.();
      const number = { out_trade_no: 'SN-twice' };
      const answers = [house.order(number)];
      await until('the bill is made', () => house.simulator.bills?.made?.() === 1);
      answers.push(house.order(number), house.order(number));
      let answered = 0;
      for (const answer of answers) void answer.then(() => (answered += 1));
      await until(
        'the order is there',
        async () => (await house.db('orders').where({ out_trade_no: 'SN-twice' })).length === 1,
      );
      expect(answered).toBe(0);
      release?.();
      const orders = await Promise.all(answers);
      expect(new Set(orders.map(({ placement }) => placement?.terminal)).size).toBe(1);
      expect(orders[0]?.placement?.terminal).toMatch(/^bill:/);
      expect(house.simulator.bills?.made?.()).toBe(1);
    });

    test('a platform that takes too long: the order keeps its code, and the bill that comes then is closed', async () => {
      const house = await start();
      const { tradeNo } = await house.order();
      await house.db('orders').update({ terminal: 'T1', payable_fen: 1_001, placement_no: 5 });
      await house.db('bills').update({ state: 'closed' });
      const release = house.simulator.bills?.hold?.();
      const impatient = createBills({ ...house.services, decidedWithinMs: 50 });
      await impatient.decide(tradeNo);
      const begun = async () => (await billsOf(house, { tradeNo })).at(-1);
      expect(await begun()).toMatchObject({ state: 'failed', placement_no: 5 });
      release?.();
      await impatient.idle();
      expect(await begun()).toMatchObject({ state: 'failed', reference: expect.any(String) });
      expect((await house.find(tradeNo)).placement).toMatchObject({ terminal: 'T1', payableFen: 1_001 });
      await house.tick(5_000);
      expect(await begun()).toMatchObject({ state: 'closed' });
      expect(openAtPlatform(house)).not.toContain((await begun())?.reference);
    });

    test('one that the owner closes meanwhile stays closed, and the bill that comes then is closed', async () => {
      const house = await start();
      const release = house.simulator.bills?.hold?.();
      const answer = house.order({ out_trade_no: 'SN-closed' });
      await until('the bill is made', () => house.simulator.bills?.made?.() === 1);
      await house
        .db('orders')
        .where({ out_trade_no: 'SN-closed' })
        .update({ state: 'closed', closed_by: 'owner' });
      release?.();
      const order = await answer;
      expect(order).toMatchObject({ state: 'closed', placement: { terminal: 'T1' } });
      await house.tick(5_000);
      expect(openAtPlatform(house)).toEqual([]);
      expect((await billsOf(house, order))[0]).toMatchObject({ state: 'closed' });
    });

    test.each([
      [
        'given up by its buyer',
        async (house: House, order: Order) => house.services.cancelOrder(order.tradeNo),
      ],
      [
        'given another pay type',
        async (house: House, order: Order) => house.services.chooseType(order.tradeNo, 'alipay'),
      ],
    ])('a bill is closed at the platform when its order is %s', async (_, change) => {
      const house = await start();
      const order = await house.order();
      const reference = await referenceOf(house, order);
      expect(openAtPlatform(house)).toContain(reference);
      await change(house, order);
      await house.tick(5_000);
      expect(openAtPlatform(house)).not.toContain(reference);
      const now = await house.find(order.tradeNo);
      if (now.state !== 'pending') return;
      expect(now.placement).toMatchObject({ payType: 'alipay', payableFen: 1_000 });
      expect(await referenceOf(house, now)).not.toBe(reference);
      // Paid in the last moment: the bill was still this order's.
      house.simulator.pay({ amountFen: 1_000, reference });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('closing that fails is tried again, later each time', async () => {
      const house = await start();
      const order = await house.order();
      house.simulator.endSessions();
      house.simulator.fail('error', { logins: true });
      await house.services.cancelOrder(order.tradeNo);
      await house.tick(5_000);
      expect(openAtPlatform(house)).toHaveLength(1);
      expect((await billsOf(house, order))[0]).toMatchObject({ state: 'open', closings: 1 });
      house.simulator.fail(null);
      await house.tick(30 * SECOND);
      expect(openAtPlatform(house), 'no login within a minute after one that failed').toHaveLength(1);
      await house.tick(40 * SECOND);
      expect(openAtPlatform(house)).toEqual([]);
    });

    test('what a crash left behind is closed after the next start', async () => {
      const house = await start();
      const order = await house.order();
      const reference = await referenceOf(house, order);
      // As it stood when the process died between the platform's answer and our own writing.
      await house.db('bills').update({ state: 'opening', content: null });
      await house.db('orders').update({ terminal: 'T1' });
      house.clock.advance(2 * MINUTE);
      await house.services.bills.start();
      await house.tick();
      expect(openAtPlatform(house)).not.toContain(reference);
      expect((await billsOf(house, order))[0]).toMatchObject({ state: 'closed' });
    });

    test('an order whose time is over comes back with another bill', async () => {
      const house = await start();
      const order = await house.order({ out_trade_no: 'SN-again' });
      const reference = await referenceOf(house, order);
      await house.tick(20 * MINUTE);
      const again = await house.order({ out_trade_no: 'SN-again' });
      expect(again).toMatchObject({
        tradeNo: order.tradeNo,
        state: 'pending',
        placement: { payableFen: 1_000 },
      });
      expect(again.placement?.terminal).toMatch(/^bill:/);
      expect(await referenceOf(house, again)).not.toBe(reference);
    });

    test('twelve orders of one price at once: each its own bill, one code for all', async () => {
      const house = await start();
      await buildCode(house.db, house.accountId, { terminal: 'T2', payTypes: ['wxpay'] });
      const orders = await Promise.all(Array.from({ length: 12 }, () => house.order()));
      const refused = house.log.text();
      expect(new Set(orders.map(({ placement }) => placement?.terminal)).size, refused).toBe(12);
      expect(
        orders.every(({ placement }) => placement?.payableFen === 1_000),
        refused,
      ).toBe(true);
      for (const order of orders)
        house.simulator.pay({ amountFen: 1_000, reference: await referenceOf(house, order) });
      await house.tick(4_000);
      for (const order of orders) expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect(house.shop.received).toHaveLength(12);
    });
  });
});
