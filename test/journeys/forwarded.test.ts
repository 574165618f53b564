import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode, editAccount } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { listEvidence, receipts } from '../../src/flow/receipts/index.ts';
import { databases } from '../support/database.ts';
import { acceptMerchantKey, hearOnce } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

describe.each(databases.filter(({ available }) => available))(
  'money seen by a phone or a PC, on $name',
  ({ name }) => {
    let app: TestApp;
    let accountId: number;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      accountId = await addPhoneAccount('主账号');
      await addPersonalCode(accountId);
      await hearOnce(app, accountId);
    });
    afterAll(() => app.stop());

    const addPhoneAccount = async (login: string) => {
      const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
        login,
        mode: 'continuous',
        intervalMs: 3_000,
        settings: {},
      });
      await acceptMerchantKey(app, id);
      return id;
    };
    const addPersonalCode = (account: number, kind = 'personal') =>
      addCode(app.services.accountDeps, account, {
        kind,
        label: '',
        payTypes: ['wxpay'],
        style: 'link',
        content: 'wxp://f2f0personal',
      });

    interface Told {
      title?: string;
      msg: string;
      device?: string;
      receivedAt?: number;
      signedAt?: number;
      key?: string;
      account?: number;
    }

    /** The body that SmsForwarder sends with the templates of the set-up page. */
    function bodyOf(told: Told): string {
      const {
        title = '微信支付',
        msg,
        device = 'Pixel',
        signedAt = app.clock.now(),
        key = app.merchant.key,
      } = told;
      const time = chinaTime(told.receivedAt ?? app.clock.now());
      const data = `{"pid":"${app.merchant.pid}","aid":"${told.account ?? accountId}","uid":"10086","title":"${title}","msg":"${msg}","time":"${time}","divice":"${device}"}`;
      const sign = encodeURIComponent(smsForwarderSign(String(signedAt), key));
      return JSON.stringify({ action: 'mpay', data, time: String(signedAt), sign });
    }
    const chinaTime = (at: number) =>
      new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

    const post = async (body: string, contentType = 'application/json') => {
      const answer = await fetch(`${app.url}/mpayNotify`, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
      });
      return { status: answer.status, text: await answer.text() };
    };
    const push = (told: Told) => post(bodyOf(told));
    const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;
    const notices = (order: Order) =>
      app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo);

    test('a forwarded notification pays the order, once, however often it is sent', async () => {
      const order = await app.order({ money: '10.00' });
      expect(order.placement?.terminal).toBe('wxpay1#主账号');
      app.clock.advance(20_000);
      const body = bodyOf({ msg: paid(order) });
      for (let i = 0; i < 20; i++) expect(await post(body)).toEqual({ status: 200, text: '200' });
      // A re-send by hand from the phone's log: old text and time, new signature.
      app.clock.advance(5_000);
      expect(await push({ msg: paid(order), receivedAt: app.clock.now() - 5_000 })).toEqual({
        status: 200,
        text: '200',
      });
      await app.tick();
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      expect(notices(order)).toHaveLength(1);
      expect(await receipts.listReceipts(app.place.db, { accountId, amountFen: 1000 }, 10)).toHaveLength(1);
    });

    test('another body under the same signature is refused, and the owner is told', async () => {
      const order = await app.order({ money: '77.00' });
      app.clock.advance(10_000);
      const signedAt = app.clock.now();
      await push({ msg: '个人收款码到账¥0.01', signedAt });
      const forged = await push({ msg: paid(order), signedAt });
      expect(forged.status).toBe(400);
      expect(forged.text).not.toContain('200');
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'pending' });
      expect((await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind)).toContain(
        'replayed_message',
      );
    });

    test('wrong secret, old time, foreign account: refused in words, never with 200', async () => {
      const now = app.clock.now();
      for (const told of [
        { msg: 'x', key: 'f'.repeat(32) },
        { msg: 'x', signedAt: now - 6 * 60_000 },
        { msg: 'x', signedAt: now + 6 * 60_000 },
        { msg: 'x', account: 99_999 },
      ]) {
        const answer = await push(told);
        expect(answer.status).toBe(400);
        expect(answer.text).not.toContain('200');
        expect(answer.text).toMatch(/[一-鿿]/);
      }
      expect(app.services.recentRefusals(accountId).map(({ code }) => code)).toContain('bad_secret');
      expect((await post('{"action":"test"}')).status).toBe(400);
      expect((await post('rubbish')).status).toBe(400);
    });

    test('a payer’s nickname with quotes is read; one that injects a second amount is refused', async () => {
      const order = await app.order({ money: '12.00' });
      app.clock.advance(10_000);
      const injected = await push({ msg: `x\\",\\"msg\\":\\"${paid(order)}`.replaceAll('\\', '') });
      expect(injected.status).toBe(400);
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'pending' });
    });

    test('what is no payment is understood and counts nothing', async () => {
      const before = await receipts.listReceipts(app.place.db, { accountId }, 100);
      for (const msg of [
        '微信支付退款到账￥24.81',
        '零钱提现到账24.81元',
        '你的账单已生成，本月共 3 笔',
        '你好',
      ]) {
        app.clock.advance(1_000);
        expect(await push({ msg })).toEqual({ status: 200, text: '200' });
      }
      expect(await receipts.listReceipts(app.place.db, { accountId }, 100)).toHaveLength(before.length);
    });

    test('two phones report one payment: one receipt with two pieces of evidence, one notification', async () => {
      const order = await app.order({ money: '33.00' });
      app.clock.advance(10_000);
      const at = app.clock.now();
      await push({ msg: paid(order), device: 'Pixel', receivedAt: at });
      app.clock.advance(3_000);
      await push({ msg: paid(order), device: 'Redmi', receivedAt: at + 2_000 });
      await app.tick();
      const found = await receipts.listReceipts(app.place.db, { accountId, amountFen: 3300 }, 10);
      expect(found).toHaveLength(1);
      expect(await listEvidence(app.place.db, found[0]?.id ?? 0)).toHaveLength(2);
      expect(notices(order)).toHaveLength(1);
    });

    test('the PC monitor’s message pays too, with its time in seconds', async () => {
      const order = await app.order({ money: '44.00' });
      app.clock.advance(10_000);
      const time = String(Math.floor(app.clock.now() / 1_000));
      const data = JSON.stringify({
        aid: String(accountId),
        pid: String(app.merchant.pid),
        chan: '1',
        money: payableOf(order),
      });
      const fields = {
        action: 'mpaypc',
        data,
        time,
        sign: encodeURIComponent(smsForwarderSign(time, app.merchant.key)),
      };
      const form = new FormData();
      for (const [key, value] of Object.entries(fields)) form.set(key, value);
      const answer = await fetch(`${app.url}/mpayNotify`, { method: 'POST', body: form });
      expect([answer.status, await answer.text()]).toEqual([200, '200']);
      await app.tick();
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid' });
    });

    test('a silent device leaves the rotation within its limit, the owner is told, and all comes back by itself', async () => {
      await app.place.db('devices').delete();
      await push({ title: 'mpay-heartbeat', msg: 'alive' });
      const watch = async () => {
        await app.house.scheduler()?.run('watch-listeners');
      };
      await watch();
      await app.order({ money: '61.00' });
      app.clock.advance(95_000);
      await watch();
      await expect(app.order({ money: '62.00' })).rejects.toThrow('没有可用的收款码');
      expect((await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind)).toContain(
        'silent_device',
      );
      await push({ title: 'mpay-heartbeat', msg: 'alive' });
      await watch();
      await app.order({ money: '63.00' });
      expect((await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind)).not.toContain(
        'silent_device',
      );
    });

    test('while its device is silent, saving the account’s form brings no code back; switched off, it alarms nobody', async () => {
      const watch = async () => {
        await app.house.scheduler()?.run('watch-listeners');
      };
      const alerts = async () => (await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind);
      await push({ title: 'mpay-heartbeat', msg: 'alive' });
      app.clock.advance(95_000);
      await watch();
      const form = { login: '主账号', mode: 'continuous' as const, intervalMs: 3_000, settings: {} };
      await editAccount(app.services.accountDeps, accountId, form);
      await expect(app.order({ money: '64.00' })).rejects.toThrow('没有可用的收款码');
      expect(await alerts()).toContain('silent_device');
      await push({ title: 'mpay-heartbeat', msg: 'alive' });
      await watch();
      expect(await alerts()).not.toContain('silent_device');
      await app.order({ money: '65.00' });

      app.clock.advance(95_000);
      await watch();
      expect(await alerts()).toContain('silent_device');
      await app.services.accounts.setEnabled(app.place.db, accountId, false);
      await watch();
      expect(await alerts()).not.toContain('silent_device');
      await app.services.accounts.setEnabled(app.place.db, accountId, true);
      await push({ title: 'mpay-heartbeat', msg: 'alive' });
      await watch();
    });

    test('个人码 and 经营码 can’t share an account, and the form says why', async () => {
      await expect(addPersonalCode(accountId, 'business')).rejects.toMatchObject({
        fields: [{ field: 'kind' }],
      });
      await addPersonalCode(accountId, 'reward');
    });
  },
);
