import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createBills } from '../../src/flow/bills/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { type FubeiContractSimulator, startContractFubei } from '../simulators/fubei/contract.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

const ADD = 'receipt.web.receipt.add';
const SHARE = 'receipt.web.receipt.share';
const CLOSE = 'receipt.web.receipt.close';
const GATEWAY_LOGIN = 'com.fshows.lifecircle.college.login';

describe.each(databases)('an account at 付呗, on $name', ({ name, available }) => {
  async function start(way: 'bill' | 'plate') {
    const house = await startPluginHouse(name, {
      pluginsDir: fileURLToPath(new URL('../../plugins', import.meta.url)),
      platform: 'fubei',
      simulator: startContractFubei(way),
      secrets: ['password'],
    });
    const { fubei } = house.simulator as FubeiContractSimulator;
    const billsOf = (order: Order) => house.db('bills').where({ trade_no: order.tradeNo }).orderBy('id');
    return {
      ...house,
      fubei,
      billsOf,
      referenceOf: async (order: Order) => String((await billsOf(order)).at(-1)?.reference),
      page: async (order: Order) => (await fetch(`${house.url}/Pay/console/${order.tradeNo}`)).text(),
      reasons: async () =>
        (await house.db('receipts').orderBy('id').select('reason')).map(({ reason }) => reason),
    };
  }

  describe.skipIf(!available)('with bills', () => {
    test('an order has its bill, for the price itself; paid with either wallet it is settled and told, once', async () => {
      const house = await start('bill');
      const order = await house.order();
      expect(order.placement).toMatchObject({ payableFen: 1_000, terminal: expect.stringMatching(/^bill:/) });
      expect(await house.page(order)).toContain('10.00');
      const [bill] = await house.billsOf(order);
      expect(bill).toMatchObject({ state: 'open', content: `https://m.51fubei.com/r/${bill?.reference}` });
      house.simulator.pay({ amountFen: 1_000, payType: 'alipay', reference: await house.referenceOf(order) });
      for (let look = 0; look < 3; look++) await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect(house.shop.received).toHaveLength(1);
      expect((await house.billsOf(order))[0]).toMatchObject({ state: 'paid' });
      expect(house.fubei.bills.open()).toEqual([]);
      expect(house.fubei.count(CLOSE)).toBe(0);
      for (const secret of [...house.fubei.secrets(), 'fubei-password'])
        expect(house.log.text()).not.toContain(secret);
    });

    test('one that nobody pays closes by itself with its order', async () => {
      const house = await start('bill');
      const order = await house.order();
      const reference = await house.referenceOf(order);
      await house.tick(order.expiresAt - house.clock.now() + 5_000);
      expect((await house.find(order.tradeNo)).state).toBe('expired');
      expect(house.fubei.bills.open()).toEqual([]);
      expect(() => house.fubei.bills.pay(reference)).toThrow();
      expect(house.fubei.count(CLOSE)).toBe(0);
    });

    test('one that its buyer gave up is closed at the platform', async () => {
      const house = await start('bill');
      const order = await house.order();
      await house.services.cancelOrder(order.tradeNo);
      await house.tick(5_000);
      expect(house.fubei.bills.open()).toEqual([]);
      expect((await house.billsOf(order))[0]).toMatchObject({ state: 'closed' });
    });

    test('what was really paid differs from the bill: a person looks at it, and nothing is settled', async () => {
      const house = await start('bill');
      const order = await house.order();
      house.fubei.bills.pay(await house.referenceOf(order), { amountFen: 990 });
      for (let look = 0; look < 3; look++) await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(await house.reasons()).toEqual(['other_amount']);
      expect(house.shop.received).toHaveLength(0);
    });

    test('where none can be made the order has the plate code, and its money is told apart from a bill’s', async () => {
      const house = await start('bill');
      const billed = await house.order();
      house.fubei.refuse.set(ADD, { errorCode: '5001', errorMsg: '额度不足' });
      const plain = await house.order();
      expect(plain.placement).toMatchObject({ terminal: 'T1' });
      const payableFen = plain.placement?.payableFen ?? 0;
      expect(house.fubei.count(ADD)).toBe(2);
      house.simulator.pay({ amountFen: 1_000, reference: await house.referenceOf(billed) });
      await house.tick(4_000);
      // Money of the plate's very amount: at no device, and of somebody else's bill.
      await house.tick(MINUTE + 1_000);
      house.fubei.plates.pay({ amountFen: payableFen, at: house.clock.now(), row: { device_no: '' } });
      await house.tick(MINUTE + 1_000);
      const strange = { receiptId: 'of another', payType: 1, at: house.clock.now(), row: {} } as const;
      house.fubei.bills.list({ ...strange, amountFen: payableFen });
      await house.tick(4_000);
      expect((await house.find(billed.tradeNo)).state).toBe('paid');
      expect((await house.find(plain.tradeNo)).state).toBe('pending');
      await house.tick(MINUTE + 1_000);
      await house.pay(plain);
      // It is asked for half as often by now.
      await house.tick(8_000);
      expect((await house.find(plain.tradeNo)).state).toBe('paid');
      expect(house.shop.received).toHaveLength(2);
    });

    test('made after it was given up, and not to be closed then: closed later', async () => {
      const house = await start('bill');
      const { tradeNo } = await house.order();
      await house.db('orders').update({ terminal: 'T1', payable_fen: 1_001, placement_no: 5 });
      await house.db('bills').update({ state: 'closed' });
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      house.fubei.at = (point) => (point === `after ${ADD}` ? held : undefined);
      const impatient = createBills({ ...house.services, decidedWithinMs: 50 });
      await impatient.decide(tradeNo);
      const latest = async () => (await house.billsOf(await house.find(tradeNo))).at(-1);
      expect(await latest()).toMatchObject({ state: 'failed', reference: null });
      for (const method of [SHARE, CLOSE]) house.fubei.refuse.set(method, 'page');
      release();
      await impatient.idle();
      const left = await latest();
      expect(house.fubei.bills.open().map(({ receiptId }) => receiptId)).toContain(left?.reference);
      house.fubei.refuse.clear();
      await house.tick(5_000);
      expect(await latest()).toMatchObject({ state: 'closed', reference: left?.reference });
      expect(house.fubei.bills.bills.get(left?.reference)?.isClosed).toBe(true);
    });

    test('an owner who goes over to plate codes still sees the money of the bills that there are', async () => {
      const house = await start('bill');
      const order = await house.order();
      const { settings } = await house.account();
      await house.db('accounts').update({ settings: JSON.stringify({ ...settings, way: 'plate' }) });
      const plain = await house.order();
      expect(plain.placement).toMatchObject({ terminal: 'T1' });
      expect(await house.billsOf(plain)).toEqual([]);
      house.simulator.pay({ amountFen: 1_000, reference: await house.referenceOf(order) });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect((await house.find(plain.tradeNo)).state).toBe('pending');
    });
  });

  describe.skipIf(!available)('with plate codes only', () => {
    test('an order has the plate code, and its payment settles it; the newer back end is not asked', async () => {
      const house = await start('plate');
      const [order, other] = [await house.order(), await house.order()];
      expect(order.placement).toMatchObject({ terminal: 'T1' });
      expect(order.placement?.payableFen).not.toBe(other.placement?.payableFen);
      await house.pay(order);
      for (let look = 0; look < 2; look++) await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect((await house.find(other.tradeNo)).state).toBe('pending');
      expect(house.shop.received).toHaveLength(1);
      expect(await house.db('bills')).toEqual([]);
      expect(house.fubei.count(GATEWAY_LOGIN)).toBe(0);
    });
  });
});
