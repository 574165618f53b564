import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { testVault } from '../support/factories.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { vectors } from '../support/vectors.ts';
import { addVmqCodes, signedOrder, signedPush } from '../support/vmq-shop.ts';

type Fields = Record<string, string>;

interface WireCase {
  id: string;
  desc: string;
  given?: { request: WireRequest };
  request: WireRequest;
  expect: {
    code?: number;
    amountFen?: number;
    answer?: string;
    names?: string[];
    returnUrl?: string;
    counted?: boolean;
  };
}
interface WireRequest {
  method: string;
  path: string;
  encoding?: string;
  params: Fields;
  sign: string;
}

const wire = vectors.vmqWire as { key: string; epayKey: string; cases: WireCase[] };

describe.each(databases.filter(({ available }) => available))(
  'what V免签 shops send, on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      await addVmqCodes(app);
      await app.place
        .db('merchants')
        .where({ pid: app.merchant.pid })
        .update({ key_sealed: testVault.seal(wire.epayKey), vmq_key_sealed: testVault.seal(wire.key) });
      app.services.directory.forget(app.merchant.pid);
    });
    afterAll(() => app.stop());

    function send({ method, path, encoding, params, sign }: WireRequest): Promise<Response> {
      const fields = { ...params, sign };
      if (method === 'GET')
        return fetch(`${app.url}${path}?${new URLSearchParams(fields)}`, { redirect: 'manual' });
      const body = encoding === 'multipart' ? new FormData() : new URLSearchParams();
      for (const [field, value] of Object.entries(fields)) body.set(field, value);
      return fetch(`${app.url}${path}`, { method, body, redirect: 'manual' });
    }

    test.each(wire.cases)('$id: $desc', async ({ id, given, request, expect: wanted }) => {
      const now = app.clock.now();
      if (id === 'vw-21') app.clock.set(1_767_294_245_123);
      if (given) await send(given.request);
      const answer = await send(request);
      app.clock.set(now);
      if (wanted.answer === 'cashier') {
        expect(answer.status).toBe(302);
        expect(answer.headers.get('location')).toMatch(/\/Pay\/console\/\d{32}$/);
        return;
      }
      const told = (await answer.json()) as { code: number; msg: string; data: { orderId: string } };
      expect(told, told.msg).toMatchObject({ code: wanted.code });
      for (const one of wanted.names ?? []) expect(told.msg).toContain(one);
      if (wanted.counted === false) expect(await app.place.db('receipts')).toEqual([]);
      if (wanted.code !== 1) return;
      const order = await app.find(told.data.orderId);
      expect(order.moneyFen).toBe(wanted.amountFen);
      if (wanted.returnUrl) expect(order.returnUrl).toBe(wanted.returnUrl);
    });

    const ask = async (path: string, fields: Fields) =>
      (await fetch(`${app.url}${path}?${new URLSearchParams(fields)}`)).json() as Promise<{
        code: number;
        msg: string;
        data: Fields & { orderId: string };
      }>;
    const signed = (fields: Fields) => ({ ...fields, sign: vmqSign('createOrder', fields, wire.key) });
    const create = (fields: Fields) => ask('/createOrder', signed(fields));
    const rulesAre = async (changes: Partial<TestApp['merchant']['rules']>) => {
      const rules = { ...app.merchant.rules, ...changes };
      await app.services.merchants.saveRules(app.place.db, app.merchant.pid, rules);
      app.services.directory.forget(app.merchant.pid);
    };

    test.each([
      ['an address that is none', { notifyUrl: 'nowhere' }],
      ['a merchant that is not there', { pid: '77' }],
      ['nothing wrong but two readings', {}],
    ])('the signature of an order that was refused for %s is no push of money', async (_why, changes) => {
      app.clock.advance(1_000);
      const push = { type: '2', price: '6.01', t: String(app.clock.now()) };
      const content = push.type + push.price + push.t;
      const sign = vmqSign('appPush', push, wire.key);
      const [payId = '', ...rest] = content;
      const price = rest.pop() ?? '';
      const type = rest.pop() ?? '';
      await ask('/createOrder', { payId, param: rest.join(''), type, price, ...changes, sign });
      expect(await ask('/appPush', { ...push, sign })).toMatchObject({ code: -1 });
      expect(await app.place.db('receipts')).toEqual([]);
    });

    describe('readings in two ways', () => {
      test.each([
        [{ param: '12', type: '1', price: '3.00' }, false],
        [{ param: '1', type: '2', price: '13.00' }, false],
        [{ param: '112.', type: '1', price: '5' }, false],
        [{ param: '31', type: '2', price: '5.00' }, false],
        [{ param: '3', type: '2', price: '1.00' }, true],
        [{ param: '900', type: '1', price: '2.50' }, true],
        [{ param: 'vip1', type: '1', price: '2.50' }, true],
        [{ param: '', type: '1', price: '22.50' }, true],
      ])('%j is taken: %s', async (fields, taken) => {
        const told = await create({ payId: `TR${JSON.stringify(fields).replace(/\W/g, '')}`, ...fields });
        expect(told.code, told.msg).toBe(taken ? 1 : -1);
        if (!taken) expect(told.msg).toContain('param');
      });

      test('by the merchant’s switch, whatever param is made of', async () => {
        const one = { payId: 'SWITCH', param: 'vip1', type: '2', price: '4.50' };
        await rulesAre({ vmqOneReading: true });
        expect((await create(one)).msg).toContain('param');
        expect((await create({ ...one, param: 'vip' })).code).toBe(1);
        await rulesAre({ vmqOneReading: false });
        expect((await create({ ...one, payId: 'SWITCH2' })).code).toBe(1);
      });
    });

    test('an order without addresses is paid and seen, and nobody is called', async () => {
      const { data } = await create({ payId: 'NOBODY', type: '2', price: '71.00' });
      expect(await app.find(data.orderId)).toMatchObject({ notifyUrl: '', returnUrl: null });
      app.clock.advance(5_000);
      const called = app.shop.received.length;
      expect(await ask('/appPush', signedPush(app, '2', '71.00', wire.epayKey))).toMatchObject({ code: 1 });
      await app.tick();
      expect(await app.find(data.orderId)).toMatchObject({ state: 'paid' });
      expect(await app.place.db('notifications').where({ trade_no: data.orderId })).toEqual([]);
      await app.tick(60_000);
      expect(app.shop.received).toHaveLength(called);
      expect(await ask('/checkOrder', { orderId: data.orderId })).toMatchObject({ code: 1, data: '' });
      expect(await ask('/getOrder', { orderId: data.orderId })).toMatchObject({ data: { state: 1 } });
      await expect(app.services.notifier.resend(data.orderId, actorNamed('keeper'))).rejects.toMatchObject({
        code: 'no_address',
      });
      const page = await fetch(`${app.url}/Pay/console/${data.orderId}`);
      expect(page.status).toBe(200);
    });

    test('an account that is asked on demand hands out the cashier, not the bare code', async () => {
      const order = { payId: 'DEMAND', type: '1', price: '72.00', notifyUrl: `${app.shop.url}/n` };
      await app.place.db('accounts').update({ mode: 'on_demand' });
      const { data } = await create(order);
      expect(data.payUrl).toBe(`${app.url}/Pay/console/${data.orderId}`);
      expect((await ask('/getOrder', { orderId: data.orderId })).data.payUrl).toBe(data.payUrl);
      await app.place.db('accounts').update({ mode: 'continuous' });
      expect((await ask('/getOrder', { orderId: data.orderId })).data.payUrl).not.toBe(data.payUrl);
    });

    test('a buyer’s browser is shown a page whatever is wrong', async () => {
      for (const changes of [
        { price: '01.00' },
        { sign: 'x' },
        { pid: '77' },
        { type: '9' },
        { param: '1' },
      ]) {
        const fields = {
          ...signedOrder(app, { type: '1', price: '2.00' }, wire.key),
          ...changes,
          isHtml: '1',
        };
        const answer = await fetch(`${app.url}/createOrder?${new URLSearchParams(fields)}`, {
          redirect: 'manual',
        });
        expect(answer.headers.get('content-type'), JSON.stringify(changes)).toContain('text/html');
        expect(await answer.text()).toContain('给商家看的原因');
      }
    });

    test.each([
      [
        'a signature in capitals',
        (fields: Fields) => ({ ...fields, sign: (fields.sign ?? '').toUpperCase() }),
        '小写',
      ],
      [
        'a key with a line break',
        (fields: Fields) => ({ ...fields, sign: vmqSign('createOrder', fields, `${wire.key}\n`) }),
        '空格或换行',
      ],
      [
        'a param that was not signed',
        (fields: Fields) => ({ ...fields, sign: vmqSign('createOrder', { ...fields, param: '' }, wire.key) }),
        '没有签进去',
      ],
      ['another key', (fields: Fields) => ({ ...fields, sign: 'f'.repeat(32) }), '通讯密钥'],
    ])('%s is named', async (_what, change, named) => {
      const told = await ask('/createOrder', change(signedOrder(app, { price: '3.30' }, wire.key)));
      expect(told.code).toBe(-1);
      expect(told.msg).toContain(named);
    });

    test('JSON, no type and an empty body are named', async () => {
      const post = async (body: string, headers: Fields) =>
        (
          (await (await fetch(`${app.url}/createOrder`, { method: 'POST', body, headers })).json()) as {
            msg: string;
          }
        ).msg;
      expect(await post('{"payId":"1"}', { 'content-type': 'application/json' })).toContain('JSON');
      expect(await post('a=1', { 'content-type': 'text/plain' })).toContain('Content-Type');
      expect(await post('', {})).toContain('https://');
    });

    describe('/getState', () => {
      const state = (t: string) => ask('/getState', { t, sign: vmqSign('getState', { t }, wire.epayKey) });

      test('takes seconds and milliseconds, and says the state under both names', async () => {
        app.clock.advance(1_000);
        const now = app.clock.now();
        for (const t of [String(now), String(Math.floor(now / 1_000))]) {
          const told = await state(t);
          expect(told, told.msg).toMatchObject({ code: 1 });
          expect(Object.keys(told.data)).toEqual(['lastheart', 'lastpay', 'jkstate', 'state']);
          expect(told.data.state).toBe(told.data.jkstate);
        }
      });

      test('by GET, by form and by multipart; other lengths are no time', async () => {
        app.clock.advance(1_000);
        const t = String(app.clock.now());
        const sign = vmqSign('getState', { t }, wire.epayKey);
        const form = new FormData();
        form.set('t', t);
        form.set('sign', sign);
        for (const body of [new URLSearchParams({ t, sign }), form]) {
          const answer = await fetch(`${app.url}/getState`, { method: 'POST', body });
          expect(await answer.json()).toMatchObject({ code: 1 });
        }
        for (const wrong of ['1', '17672942451', '1.5', ''])
          expect(await state(wrong)).toMatchObject({ code: -1 });
      });

      test('a shop may ask with its own key, and with the merchant’s where shops may use that; nothing else is proven by it', async () => {
        const asked = (key: string) => {
          app.clock.advance(1_000);
          const t = String(app.clock.now());
          return { t, sign: vmqSign('getState', { t }, key) };
        };
        const save = async (changes: { vmqEpayKey?: boolean; enabled?: boolean }) => {
          const { enabled = true, ...rules } = changes;
          await app.place
            .db('merchants')
            .where({ pid: app.merchant.pid })
            .update({ enabled, rules: JSON.stringify({ ...app.merchant.rules, ...rules }) });
          app.services.directory.forget(app.merchant.pid);
        };
        const heard = () => app.place.db('devices').sum('heartbeat_at as at').first();
        const accounts = () => app.services.accounts.list(app.place.db, app.merchant.pid);
        for (const { id } of await accounts())
          await app.services.accounts.saveListening(app.place.db, id, {
            ...{ acceptKey: false, silentAfterMs: 90_000 },
          });
        await save({ vmqEpayKey: false });
        const before = await heard();
        const own = asked(wire.key);
        expect(await ask('/getState', own)).toMatchObject({ code: 1, data: { state: expect.any(String) } });
        expect(await ask('/getState', own)).toMatchObject({ code: 1 });
        expect(await ask('/appHeart', own)).toMatchObject({ code: -1 });
        expect(await ask('/getState', asked(wire.epayKey))).toMatchObject({ code: -1 });
        await save({ vmqEpayKey: true });
        expect(await ask('/getState', asked(wire.epayKey))).toMatchObject({ code: 1 });
        await save({ enabled: false });
        expect(await ask('/getState', asked(wire.key))).toMatchObject({ code: -1 });
        await save({});
        expect(await heard()).toEqual(before);
      });
    });
  },
);
