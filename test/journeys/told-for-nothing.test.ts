import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { assignByHand } from '../../src/flow/settlement/index.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/** Money that a device tells and that no order waited for: told again, it must not pay an order that came in between. */
describe.each(databases.filter(({ available }) => available))(
  'money for no order, told again, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    let next = 4000;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      phone = await startForwarder(app, '主账号');
    });
    afterAll(() => app.stop());
    beforeEach(() => phone.stayAwake(6 * MINUTE));

    /** A price that no other test has. */
    const price = () => `${next++}.00`;
    const tell = (money: string, more: { receivedAt?: number; title?: string; prefix?: string } = {}) => {
      const { prefix = '', ...frame } = more;
      return phone.push({ msg: `${prefix}个人收款码到账¥${money}`, ...frame });
    };
    const state = async (order: Order) => (await app.find(order.tradeNo)).state;
    const kept = async (money: string) =>
      (await receipts.listReceipts(app.place.db, { amountFen: fen(Number(money) * 100) }, 20))
        .reverse()
        .map(({ state, reason }) => [state, reason]);
    const slotsAt = (money: string) =>
      app.place.db('amount_slots').where({ payable_fen: Number(money) * 100 });

    test.each([46, 61, 121, 200, 299])('by its phone, %i s later', async (after) => {
      const money = price();
      const at = app.clock.now();
      await tell(money);
      app.clock.advance(20 * SECOND);
      const order = await app.order({ money });
      expect(payableOf(order)).not.toBe(money);
      await phone.stayAwake(at + after * SECOND - app.clock.now());
      await tell(money, { prefix: '[2条]微信支付: ' });
      await app.tick();
      expect(await state(order)).toBe('pending');
      // Its buyer pays what he was asked: nothing keeps that from him.
      await tell(payableOf(order));
      expect(await state(order)).toBe('paid');
      expect(await kept(money)).toEqual([
        ['unmatched', 'no_order'],
        ['unmatched', 'other_amount'],
      ]);
    });

    test('by another device', async () => {
      const money = price();
      await tell(money);
      const order = await app.order({ money });
      app.clock.advance(130 * SECOND);
      expect(await phone.pushPc(money)).toMatchObject({ status: 200 });
      await app.tick();
      expect(await state(order)).toBe('pending');
    });

    test('its amount is held as long as that of a payment, and free afterwards', async () => {
      const money = price();
      await tell(money);
      await app.tick(4 * MINUTE + 59 * SECOND);
      expect(payableOf(await app.order({ money }))).not.toBe(money);
      await app.tick(2 * SECOND);
      expect(await slotsAt(money)).toEqual([]);
    });

    test('only the amount that came is held', async () => {
      const money = price();
      await tell(money);
      const beside = `${Number(money) - 1}.99`;
      expect(payableOf(await app.order({ money: beside }))).toBe(beside);
    });

    test('a second payment that comes as the hold of the first ends is held anew', async () => {
      const money = price();
      const paid = await app.order({ money });
      await tell(money);
      expect(await state(paid)).toBe('paid');
      await phone.stayAwake(290 * SECOND);
      await tell(money);
      await phone.stayAwake(20 * SECOND);
      await app.tick();
      const order = await app.order({ money });
      expect(payableOf(order)).not.toBe(money);
      await phone.stayAwake(60 * SECOND);
      await tell(money, { prefix: '[2条]' });
      await app.tick();
      expect(await state(order)).toBe('pending');
      expect((await kept(money)).map(([, reason]) => reason)).toEqual([null, 'already_paid', 'already_paid']);
    });

    test('money given to another order by hand stays held', async () => {
      const money = price();
      const other = await app.order({ money: price() });
      await tell(money);
      const [receipt] = await receipts.listReceipts(app.place.db, { amountFen: fen(Number(money) * 100) }, 1);
      await assignByHand(app.services.settlement, Number(receipt?.id), other.tradeNo, actorNamed('keeper'));
      const order = await app.order({ money });
      app.clock.advance(70 * SECOND);
      await tell(money);
      await app.tick();
      expect([await state(other), await state(order)]).toEqual(['paid', 'pending']);
    });

    test('learnt of only when an order had the amount already: what comes then waits for a person', async () => {
      const money = price();
      const at = app.clock.now();
      app.clock.advance(20 * SECOND);
      const order = await app.order({ money });
      expect(payableOf(order)).toBe(money);
      app.clock.advance(10 * SECOND);
      await tell(money, { receivedAt: at }); // from a phone that had no network for half a minute
      expect(await kept(money)).toEqual([['unmatched', 'paid_before_order']]);
      app.clock.advance(31 * SECOND);
      await tell(money, { prefix: '[2条]微信支付: ' });
      await app.tick();
      expect(await state(order)).toBe('pending');
      expect((await kept(money)).at(-1)).toEqual(['unmatched', 'told_before']);
      const [again] = await receipts.listReceipts(app.place.db, { reason: 'told_before' }, 1);
      await assignByHand(app.services.settlement, Number(again?.id), order.tradeNo, actorNamed('keeper'));
      expect(await state(order)).toBe('paid');
    });

    test('what came hours before has no say', async () => {
      const money = price();
      await tell(money);
      await app.tick(HOUR);
      await phone.stayAwake(4 * MINUTE);
      const order = await app.order({ money });
      expect(payableOf(order)).toBe(money);
      await phone.stayAwake(MINUTE);
      await tell(money);
      expect(await state(order)).toBe('paid');
    });

    test('what waits for the owner is held, too: likely at first, sure when it is told again', async () => {
      const money = price();
      await phone.push({ title: '微信', msg: `微信收款助手: 微信支付收款${money}元(朋友到店)` });
      expect(await kept(money)).toEqual([['unmatched', 'rule_unconfirmed']]);
      const order = await app.order({ money });
      app.clock.advance(50 * SECOND);
      await tell(money);
      await app.tick();
      expect(await state(order)).toBe('pending');
    });

    test('a V免签 app that speaks for several accounts: held at each, and never taken for another one’s', async () => {
      const second = await startForwarder(app, '二号');
      const money = price();
      const push = async () => {
        const params = { t: String(app.clock.now()), type: '1', price: money };
        const sign = vmqSign('appPush', params, app.merchant.key);
        const answer = await fetch(`${app.url}/appPush?${new URLSearchParams({ ...params, sign })}`);
        expect(await answer.json()).toMatchObject({ code: 1 });
      };
      await push();
      expect((await slotsAt(money)).map(({ account_id }) => Number(account_id)).sort()).toEqual(
        [phone.accountId, second.accountId].sort(),
      );
      const orders = [await app.order({ money }), await app.order({ money })];
      expect(orders.map((order) => order.placement?.accountId).sort()).toEqual(
        [phone.accountId, second.accountId].sort(),
      );
      for (const wait of [50, 100, 140]) {
        app.clock.advance(wait * SECOND);
        await push();
      }
      await app.tick();
      expect(await Promise.all(orders.map(state))).toEqual(['pending', 'pending']);
    });

    test('where the app doesn’t tell the pay type, the amount is held for orders of every type', async () => {
      const several = await startForwarder(app, '小Y 都收', 'ysepay');
      await app.services.accounts.setEnabled(app.place.db, phone.accountId, false);
      const money = price();
      await several.push({ title: '交易通知', msg: `立牌快付收款 ${money}元` });
      for (const type of ['wxpay', 'alipay', 'unionpay'])
        expect(payableOf(await app.order({ type, money }))).not.toBe(money);
    });
  },
);
