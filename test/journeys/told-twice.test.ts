import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { listEvidence, receipts } from '../../src/flow/receipts/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { type VmqCall, vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, hearOnce, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;

describe.each(databases.filter(({ available }) => available))(
  'a payment that is told more than once, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      phone = await startForwarder(app, '主账号');
    });
    afterAll(() => app.stop());

    const find = (money: string) =>
      receipts.listReceipts(app.place.db, { amountFen: fen(Math.round(Number(money) * 100)) }, 20);
    /** state, reason, and how many reports speak for it; the oldest first. */
    const kept = async (money: string) => {
      const found = (await find(money)).reverse();
      return Promise.all(
        found.map(async ({ id, state, reason }) => [
          state,
          reason,
          (await listEvidence(app.place.db, id)).length,
        ]),
      );
    };
    const state = async (order: Order) => (await app.find(order.tradeNo)).state;
    const push = async (sign: (t: string) => Record<string, string>) => {
      const answer = await fetch(`${app.url}/appPush?${new URLSearchParams(sign(String(app.clock.now())))}`);
      expect(await answer.json()).toMatchObject({ code: 1 });
    };
    const signedBy =
      (key: string, price: string, type = '1') =>
      (t: string) => {
        const params = { t, type, price };
        return { ...params, sign: vmqSign('appPush' satisfies VmqCall, params, key) };
      };

    test.each([
      ['20.00', '个人收款码到账¥', ['', '[2条]微信支付: ', '[+4条]微信支付: ']],
      ['20.10', '个人收款码到账￥', ['微信支付: ', '[2条]', '[3条]微信支付：']],
      ['20.20', '微信支付收款', ['', '微信支付：', '[12条]微信支付: ']],
    ])(
      'one phone posts it three times with other prefixes: one receipt (%s)',
      async (money, words, prefixes) => {
        const order = await app.order({ money });
        app.clock.advance(20 * SECOND);
        const ending = words.endsWith('收款') ? '元' : '';
        for (const prefix of prefixes) {
          const answer = await phone.push({ msg: `${prefix}${words}${payableOf(order)}${ending}` });
          expect(answer).toEqual({ status: 200, text: '200' });
          app.clock.advance(2 * SECOND);
        }
        await app.tick();
        expect(await state(order)).toBe('paid');
        expect((await kept(payableOf(order))).filter(([what]) => what !== 'used')).toEqual([]);
        expect(await kept(payableOf(order))).toHaveLength(1);
      },
    );

    test.each([
      [0, 'one'],
      [1, 'one'],
      [10, 'one'],
      [11, 'review'],
      [45, 'review'],
      [46, 'another'],
    ])('told again %i s later by its phone it is: %s', async (after, expected) => {
      await phone.stayAwake(4 * MINUTE);
      const money = `21.${String(after).padStart(2, '0')}`;
      const at = app.clock.now();
      await phone.push({ msg: `个人收款码到账¥${money}`, receivedAt: at });
      app.clock.advance(after * SECOND);
      await phone.push({ msg: `[2条]微信支付: 个人收款码到账¥${money}`, receivedAt: at + after * SECOND });
      await app.tick();
      expect(await kept(money)).toEqual(
        {
          one: [['unmatched', 'no_order', 2]],
          review: [
            ['unmatched', 'no_order', 1],
            ['unmatched', 'told_again', 1],
          ],
          another: [
            ['unmatched', 'no_order', 1],
            ['unmatched', 'no_order', 1],
          ],
        }[expected],
      );
    });

    test('told again, it pays no order that came in between', async () => {
      await phone.stayAwake(4 * MINUTE);
      await phone.push({ msg: '个人收款码到账¥22.00' });
      app.clock.advance(5 * SECOND);
      const next = await app.order({ money: '22.00' });
      expect(payableOf(next)).not.toBe('22.00');
      for (const wait of [2, 10, 15]) {
        app.clock.advance(wait * SECOND);
        await phone.push({ msg: '[2条]微信支付: 个人收款码到账¥22.00' });
      }
      await app.tick();
      expect(await state(next)).toBe('pending');
      expect((await kept('22.00')).map(([, why]) => why)).not.toContain('already_paid');
    });

    test('two payments at the counter that one device tells several times pay no order that came after them', async () => {
      await phone.stayAwake(4 * MINUTE);
      const tell = () => phone.push({ msg: '个人收款码到账¥22.50' });
      await tell();
      app.clock.advance(8 * SECOND);
      await tell();
      app.clock.advance(SECOND);
      const next = await app.order({ money: '22.50' });
      expect(payableOf(next)).not.toBe('22.50');
      app.clock.advance(41 * SECOND); // 50 s after the first one, 42 after the second
      await tell();
      await app.tick();
      expect((await kept('22.50')).map(([what]) => what)).toEqual(['unmatched', 'unmatched']);
      expect(await state(next)).toBe('pending');
    });

    test('a PC that tells it once a second is one device that tells again', async () => {
      const order = await app.order({ money: '23.00' });
      app.clock.advance(20 * SECOND);
      for (let time = 0; time < 4; time++) {
        await phone.pushPc(payableOf(order));
        app.clock.advance(SECOND);
      }
      await app.tick();
      expect(await state(order)).toBe('paid');
      expect(await kept(payableOf(order))).toEqual([['used', null, 4]]);
    });

    test('day counters tell two payments of one phone apart, a second apart too', async () => {
      await phone.stayAwake(4 * MINUTE);
      const nth = (count: number, total: string) =>
        `个人收款码到账¥24.00，今日第${count}笔收款，共￥${total}`;
      for (const msg of [nth(8, '100.00'), nth(9, '124.00'), `[2条]微信支付: ${nth(9, '124.00')}`]) {
        await phone.push({ msg });
        app.clock.advance(SECOND);
      }
      expect((await kept('24.00')).map(([, why]) => why)).toEqual(['no_order', 'no_order']);
    });

    test('the V免签 app that pushes again with a fresh time and signature tells one payment', async () => {
      const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      const order = await app.order({ money: '25.00' });
      app.clock.advance(20 * SECOND);
      for (const wait of [0, 2, 4, 3]) {
        app.clock.advance(wait * SECOND);
        await push(signedBy(key, payableOf(order)));
      }
      await app.tick();
      expect(await state(order)).toBe('paid');
      const [first, ...others] = await kept(payableOf(order));
      expect(first?.[0]).toBe('used');
      expect(others.every(([, why]) => why === 'told_again')).toBe(true);
      const reports = [first, ...others].reduce((sum, one) => sum + Number(one?.[2]), 0);
      expect(reports).toBe(4);
    });

    test('one phone that tells by two apps, each twice, tells one payment', async () => {
      const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      await phone.stayAwake(4 * MINUTE);
      const order = await app.order({ money: '26.00' });
      app.clock.advance(20 * SECOND);
      for (const prefix of ['', '[2条]微信支付: ']) {
        await phone.push({ msg: prefix + paid(order) });
        app.clock.advance(SECOND);
        await push(signedBy(key, payableOf(order)));
        app.clock.advance(SECOND);
      }
      await app.tick();
      expect(await kept(payableOf(order))).toEqual([['used', null, 4]]);
    });

    test('a push that comes again goes to the account of the first one, whatever order waits elsewhere by then', async () => {
      const other = await startForwarder(app, '二号');
      await hearOnce(app, other.accountId);
      await app.services.accounts.setEnabled(app.place.db, other.accountId, false);
      const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      app.clock.advance(10 * MINUTE);
      await push(signedBy(key, '27.00'));
      const [first] = await find('27.00');
      expect(first).toMatchObject({ accountId: phone.accountId, reason: 'no_order' });
      await app.services.accounts.setEnabled(app.place.db, other.accountId, true);
      await app.services.accounts.setEnabled(app.place.db, phone.accountId, false);
      const elsewhere = await app.order({ money: '27.00' });
      expect(elsewhere.placement?.accountId).toBe(other.accountId);
      app.clock.advance(6 * SECOND);
      await push(signedBy(key, '27.00'));
      // Nor does the phone's own SmsForwarder, which named the account, make it the other one's.
      app.clock.advance(SECOND);
      await phone.push({ msg: '个人收款码到账¥28.00' });
      const second = await app.order({ money: '28.00' });
      expect(second.placement?.accountId).toBe(other.accountId);
      app.clock.advance(SECOND);
      await push(signedBy(key, '28.00'));
      await app.tick();
      expect([await state(elsewhere), await state(second)]).toEqual(['pending', 'pending']);
      await app.services.accounts.setEnabled(app.place.db, phone.accountId, true);
      await app.services.accounts.setEnabled(app.place.db, other.accountId, false);
    });
  },
);
