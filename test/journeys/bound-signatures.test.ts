import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/** Whoever sees a message that is refused must not be able to use its signature, which covers the time alone. */
describe.each(databases.filter(({ available }) => available))(
  'a verified signature is bound at once, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    let secret: string;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      phone = await startForwarder(app, '主账号');
      secret = 'a secret of the phone’s own';
      await app.services.devices.announce(app.place.db, {
        ...{ pid: app.merchant.pid, accountId: phone.accountId, app: 'sms_forwarder', name: 'Pixel' },
        ...{ secret, now: app.clock.now() },
      });
    });
    afterAll(() => app.stop());

    const send = async (data: string, time: number, { action = 'mpay', key = secret } = {}) => {
      const sign = smsForwarderSign(String(time), key);
      const answer = await fetch(`${app.url}/mpayNotify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, data, time: String(time), sign }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const dataOf = (msg: string, changes: Record<string, string | number> = {}) => {
      const at = new Date(app.clock.now() + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');
      const fields = { pid: app.merchant.pid, aid: phone.accountId, uid: '10086', title: '微信支付', msg };
      return JSON.stringify({ ...fields, time: at, divice: 'Pixel', ...changes });
    };
    const replays = async () =>
      (await listOpenAlerts(app.place.db, 'all', 50)).filter(({ kind }) => kind === 'replayed_message')
        .length;
    const forget = () => app.place.db('alerts').delete();

    const refused: [string, () => string, number][] = [
      ['a frame that can’t be read', () => 'not a frame', 0],
      ['a payer’s text that injects a field', () => `${dataOf('x').slice(0, -1)},"msg":"y"}`, 0],
      ['an account that is not there', () => dataOf('个人收款码到账¥1.00', { aid: 99_999 }), 0],
      ['another merchant', () => dataOf('个人收款码到账¥1.00', { pid: 4_242 }), 0],
      ['a receive time that is none', () => dataOf('个人收款码到账¥1.00', { time: 'yesterday' }), 0],
      ['an old signature', () => dataOf('个人收款码到账¥1.00'), -6 * MINUTE],
      ['one from the future', () => dataOf('个人收款码到账¥1.00'), 6 * MINUTE],
    ];
    const overheard = (body: string, type = 'application/json') =>
      fetch(`${app.url}/mpayNotify`, { method: 'POST', headers: { 'content-type': type }, body });
    const envelopes: [string, (fields: { time: string; sign: string }) => [body: string, type?: string]][] = [
      ['another action', (signed) => [JSON.stringify({ action: 'beat', data: 'x', ...signed })]],
      ['no action', (signed) => [JSON.stringify({ data: 'x', ...signed })]],
      ['no data', (signed) => [JSON.stringify({ action: 'mpay', ...signed })]],
      [
        'data that was not filled in',
        (signed) => [JSON.stringify({ action: 'mpay', data: '[msg]', ...signed })],
      ],
      [
        'too much data',
        (signed) => [JSON.stringify({ action: 'mpay', data: 'x'.repeat(70_000), ...signed })],
      ],
      [
        'a repeated field, in JSON',
        ({ time, sign }) => [`{"action":"mpay","data":"x","data":"y","time":"${time}","sign":"${sign}"}`],
      ],
      [
        'a repeated field, in a form',
        (signed) => [
          `action=mpay&data=x&data=y&${new URLSearchParams(signed)}`,
          'application/x-www-form-urlencoded',
        ],
      ],
    ];
    test.each(envelopes)('an envelope with %s binds it, too', async (_why, make) => {
      app.clock.advance(MINUTE);
      await forget();
      const order = await app.order({ money: '33.00' });
      app.clock.advance(10 * SECOND);
      const time = app.clock.now();
      const [body, type] = make({ time: String(time), sign: smsForwarderSign(String(time), secret) });
      const first = await overheard(body, type);
      expect(first.status).toBe(400);
      const answer = await first.text();
      expect(answer).not.toContain('200');
      expect(await (await overheard(body, type)).text()).toBe(answer);
      expect(await replays()).toBe(0);
      expect((await send(dataOf(`个人收款码到账¥${payableOf(order)}`), time)).status).toBe(400);
      expect(await replays()).toBe(1);
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      await app.place.db('orders').where({ trade_no: order.tradeNo }).update({ state: 'closed' });
    });

    test('an envelope that nobody of ours signed binds nothing and alarms nobody', async () => {
      await forget();
      const rows = async () =>
        Number((await app.place.db('forwarded_requests').count({ n: '*' }).first())?.n);
      const before = await rows();
      const time = String(app.clock.now());
      const signed = { time, sign: smsForwarderSign(time, 'a stranger’s secret') };
      for (const [, make] of envelopes) expect((await overheard(...make(signed))).status).toBe(400);
      expect([await rows(), await replays()]).toEqual([before, 0]);
    });

    test.each(refused)('%s: refused, and its signature is good for nothing else', async (_why, data, off) => {
      app.clock.advance(MINUTE);
      await forget();
      const order = await app.order({ money: '31.00' });
      app.clock.advance(10 * SECOND);
      const time = app.clock.now() + off;
      const first = await send(data(), time);
      expect(first.status).toBe(400);
      expect(first.text).not.toContain('200');
      // Again to the letter: the same answer, and no alarm.
      expect(await send(data(), time)).toEqual(first);
      expect(await replays()).toBe(0);
      if (off > 0) app.clock.set(time); // its time comes
      const forged = await send(dataOf(`个人收款码到账¥${payableOf(order)}`), time);
      expect(forged.status).toBe(400);
      expect(forged.text).not.toContain('200');
      expect(await replays()).toBe(1);
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      // Nor does the first one become right when its time comes.
      expect((await send(data(), time)).status).toBe(400);
      await app.services.settlement
        .db('orders')
        .where({ trade_no: order.tradeNo })
        .update({ state: 'closed' });
    });

    test('of a clock that is a week ahead, it stays bound until that week is over', async () => {
      await forget();
      const time = app.clock.now() + 7 * DAY;
      expect((await send(dataOf('个人收款码到账¥32.00'), time)).status).toBe(400);
      app.clock.set(time - MINUTE);
      await app.house.scheduler()?.run('forget-forwarded');
      const order = await app.order({ money: '32.00' });
      app.clock.advance(MINUTE);
      expect((await send(dataOf(`个人收款码到账¥${payableOf(order)}`), time)).status).toBe(400);
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      expect(await replays()).toBe(1);
    });

    test('a text that is no payment, an unknown one and a heartbeat bind it too', async () => {
      for (const [title, msg] of [
        ['微信支付', '微信支付退款到账￥24.81'],
        ['微信支付', '你好'],
        ['mpay-heartbeat', 'alive'],
      ]) {
        app.clock.advance(MINUTE);
        await forget();
        const time = app.clock.now();
        expect((await send(dataOf(msg ?? '', { title: title ?? '' }), time)).status).toBe(200);
        expect((await send(dataOf('个人收款码到账¥33.00'), time)).status).toBe(400);
        expect(await replays()).toBe(1);
      }
      expect(await receipts.listReceipts(app.place.db, { amountFen: 3_300 }, 5)).toEqual([]);
    });

    test('a PC’s time binds it for a phone, and one that came as rubbish keeps the true report for a person', async () => {
      app.clock.set(Math.ceil(app.clock.now() / 1_000) * 1_000 + MINUTE);
      await forget();
      const seconds = app.clock.now() / 1_000;
      const pc = { action: 'mpaypc' };
      const money = JSON.stringify({ aid: phone.accountId, pid: app.merchant.pid, chan: 1, money: '34.00' });
      expect((await send('rubbish', seconds, pc)).status).toBe(400);
      expect((await send(money, seconds, pc)).status).toBe(400);
      const [kept] = await receipts.listReceipts(app.place.db, { amountFen: 3_400 }, 5);
      expect(kept).toMatchObject({ state: 'unmatched', reason: 'same_second' });
      expect((await send(dataOf('个人收款码到账¥34.00'), seconds)).status).toBe(400);
    });

    test('one of the merchant’s key, where that is taken, and of another account’s device', async () => {
      app.clock.advance(MINUTE);
      await forget();
      const time = app.clock.now();
      expect((await send('rubbish', time, { key: app.merchant.key })).status).toBe(400);
      expect((await send(dataOf('个人收款码到账¥35.00'), time, { key: app.merchant.key })).status).toBe(400);
      const other = await startForwarder(app, '二号');
      app.clock.advance(SECOND);
      const mixed = dataOf('个人收款码到账¥35.00', { aid: other.accountId });
      const later = app.clock.now();
      expect(await send(mixed, later)).toMatchObject({ text: expect.stringContaining('另一个账号') });
      expect((await send(dataOf('个人收款码到账¥35.00'), later)).status).toBe(400);
      expect(await receipts.listReceipts(app.place.db, { amountFen: 3_500 }, 5)).toEqual([]);
      expect(await replays()).toBe(1);
    });

    test('a V免签 push that is refused stays refused, and a heartbeat’s signature is no push', async () => {
      const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      const call = async (path: string, params: Record<string, string>, method = 'GET') => {
        const form = new URLSearchParams(params);
        const answer = await fetch(`${app.url}${path}${method === 'GET' ? `?${form}` : ''}`, {
          method,
          ...(method === 'POST' && { body: form }),
        });
        return (await answer.json()) as { code: number; msg: string };
      };
      const signed = (params: Record<string, string>) => ({
        ...params,
        sign: vmqSign(params.price === undefined ? 'appHeart' : 'appPush', params, key),
      });
      app.clock.advance(HOUR);
      const ahead = signed({ t: String(app.clock.now() + HOUR), type: '1', price: '36.00' });
      expect(await call('/appPush', ahead)).toMatchObject({ code: -1 });
      app.clock.advance(HOUR - 10 * SECOND);
      const order = await app.order({ money: '36.00' });
      app.clock.advance(10 * SECOND);
      expect(await call('/appPush', ahead)).toMatchObject({ code: -1 });
      expect(await call('/appPush', ahead, 'POST')).toMatchObject({ code: -1 });
      expect(await call('/appPush', { ...ahead, force_push: 'true' })).toMatchObject({ code: -1 });
      expect((await app.find(order.tradeNo)).state).toBe('pending');

      app.clock.advance(SECOND);
      const heart = signed({ t: String(app.clock.now()) });
      expect(await call('/appHeart', heart, 'POST')).toMatchObject({ code: 1 });
      for (const price of ['36.00', '', undefined]) {
        const push = { ...heart, type: '1', ...(price !== undefined && { price }) };
        expect(await call('/appPush', push)).toMatchObject({ code: -1 });
      }
      const push = signed({ t: String(app.clock.now()), type: '1', price: '36.00' });
      expect(await call('/appHeart', push)).toMatchObject({ code: -1 });
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      expect(await call('/appPush', push, 'POST')).toMatchObject({ code: 1, msg: '成功' });
      expect(await call('/appPush', push)).toMatchObject({ code: 1 });
      // Phones tell of other accounts of this merchant: they have the time to know better.
      await app.tick(11 * SECOND);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect(await receipts.listReceipts(app.place.db, { amountFen: 3_600 }, 5)).toHaveLength(1);
    });

    test.each(['01.00', '00.10', '.50', '5.', '007.0', '10', '1e1', '1.0e1', '+1.0', ' 1.0', '1.0 ', '１.0'])(
      'a V免签 push of %s is refused: it could be read in two ways, or no app writes it',
      async (price) => {
        const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
        app.clock.advance(SECOND);
        const before = await receipts.listReceipts(app.place.db, {}, 1);
        const params = { t: String(app.clock.now()), type: '1', price };
        const sign = vmqSign('appPush', params, key);
        const query = new URLSearchParams({ ...params, sign });
        expect(await (await fetch(`${app.url}/appPush?${query}`)).json()).toMatchObject({ code: -1 });
        const monitor = await fetch(`${app.url}/api/monitor/push?${query}`);
        expect(monitor.status).toBe(400);
        expect(await receipts.listReceipts(app.place.db, {}, 1)).toEqual(before);
      },
    );

    test.each(['123', '1767294245', '17672942451230', 'x767294245123', ''])(
      'a V免签 push with t %j is refused',
      async (t) => {
        const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
        const sign = vmqSign('appPush', { t, type: '1', price: '1.00' }, key);
        const query = new URLSearchParams({ t, type: '1', price: '1.00', sign });
        expect(await (await fetch(`${app.url}/appPush?${query}`)).json()).toMatchObject({ code: -1 });
      },
    );
  },
);
