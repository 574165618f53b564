import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as oneOfAnAmount from '../../migrations/20261128000100_amount_slots__one_of_an_amount.ts';
import * as uniqueAmounts from '../../migrations/20261128000200_amount_slots__unique_amounts.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { isDuplicate } from '../../src/shared/db.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/** An amount is one order's on its code, whatever the buyers said that they would pay with. */
describe.each(databases.filter(({ available }) => available))(
  'one amount, several pay types, on $name',
  ({ name }) => {
    describe('a code of a platform that is asked', () => {
      let app: TestApp;
      beforeAll(async () => {
        app = await startApp(name, { terminals: ['T-1'] });
      });
      afterAll(() => app.stop());
      const state = async (order: Order) => (await app.find(order.tradeNo)).state;

      test('two orders of one price have amounts of their own; whoever pays with another wallet pays nobody else’s', async () => {
        const wechat = await app.order({ type: 'wxpay' });
        const alipay = await app.order({ type: 'alipay' });
        const unionpay = await app.order({ type: 'unionpay' });
        expect(payableOf(wechat)).toBe('10.00');
        expect(new Set([wechat, alipay, unionpay].map(payableOf)).size).toBe(3);
        app.pay(wechat, { payType: 'alipay' });
        await app.tick(5_000);
        expect(await Promise.all([wechat, alipay, unionpay].map(state))).toEqual([
          'pending',
          'pending',
          'pending',
        ]);
        const [receipt] = await receipts.listReceipts(app.place.db, {}, 1);
        expect(receipt).toMatchObject({ state: 'unmatched', reason: 'other_pay_type' });
        app.pay(alipay);
        await app.tick(5_000);
        expect(await Promise.all([wechat, alipay, unionpay].map(state))).toEqual([
          'pending',
          'paid',
          'pending',
        ]);
      });

      test('a paid amount is kept from orders of the other pay types, too', async () => {
        const first = await app.order({ type: 'wxpay', money: '30.00' });
        app.pay(first);
        await app.tick(5_000);
        expect(await state(first)).toBe('paid');
        expect(payableOf(await app.order({ type: 'alipay', money: '30.00' }))).not.toBe('30.00');
      });

      test('another pay type of one order: another amount, and the old one still pays it', async () => {
        const submit = (type: string) => app.order({ out_trade_no: 'TWO-TYPES', money: '50.00', type });
        const before = await submit('wxpay');
        const after = await submit('alipay');
        expect(after.tradeNo).toBe(before.tradeNo);
        expect(payableOf(after)).not.toBe(payableOf(before));
        app.pay(before);
        await app.tick(5_000);
        expect(await app.find(before.tradeNo)).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
      });
    });

    test('an app that doesn’t tell the pay type: each order is paid by its own amount, one after the other, too', async () => {
      const app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '小Y 都收', 'ysepay');
      const tell = (order: Order) =>
        phone.push({ title: '交易通知', msg: `立牌快付收款 ${payableOf(order)}元` });
      const state = async (order: Order) => (await app.find(order.tradeNo)).state;
      const wechat = await app.order({ type: 'wxpay', money: '20.00' });
      const alipay = await app.order({ type: 'alipay', money: '20.00' });
      app.clock.advance(20_000);
      await tell(alipay);
      expect([await state(wechat), await state(alipay)]).toEqual(['pending', 'paid']);
      await tell(wechat);
      expect(await state(wechat)).toBe('paid');
      app.clock.advance(120_000);
      const third = await app.order({ type: 'unionpay', money: '20.00' });
      expect([payableOf(wechat), payableOf(alipay)]).not.toContain(payableOf(third));
      app.clock.advance(20_000);
      await tell(third);
      expect(await state(third)).toBe('paid');
      await app.stop();
    });

    test('slots of a time when each pay type had amounts of its own: both orders keep theirs, nobody else gets it', async () => {
      const app = await startApp(name, { terminals: ['T-1'] });
      const { db } = app.place;
      await db.schema.alterTable('amount_slots', (t) =>
        t.dropUnique(['scope', 'payable_fen'], 'amount_slots_one_of_an_amount'),
      );
      const order = await app.order({ type: 'wxpay' });
      const [slot] = await db('amount_slots').where({ trade_no: order.tradeNo });
      const { id: _, ...row } = slot;
      await db('amount_slots').insert([
        { ...row, pay_type: 'alipay', trade_no: 'alipay order' },
        { ...row, pay_type: 'unionpay', trade_no: 'unionpay order' },
      ]);
      for (let time = 0; time < 2; time++) {
        await oneOfAnAmount.up(db);
        await uniqueAmounts.up(db);
      }
      const held = await db('amount_slots').where({ payable_fen: row.payable_fen }).orderBy('id');
      expect(held.map(({ trade_no, scope }) => [trade_no, scope])).toEqual([
        [order.tradeNo, row.scope],
        ['alipay order', `${row.scope}/alipay`],
        ['unionpay order', `${row.scope}/unionpay`],
      ]);
      const again = db('amount_slots').insert({ ...row, pay_type: 'alipay', trade_no: 'another' });
      expect(await again.then(() => null, isDuplicate)).toBe(true);
      await app.stop();
    });
  },
);
