import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHmacCall } from '../../src/flow/forwarding/vmq-app/read-vmq-call.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

const HEARTBEAT = '/api/v1/system/heartbeat';
const NOTIFY = '/api/v1/payments/notify';

/** What ifmein/vmq-apk sends, written from the protocol (docs/reference/listeners.md 3.3), not from our code. */
function signed(key: string, path: string, body: string, time: number, nonce: string = randomUUID()) {
  const timestamp = String(Math.floor(time / 1_000));
  const lines = [
    ...['VMQ-HMAC-SHA256-V1', 'POST', path, timestamp, nonce],
    createHash('sha256').update(body).digest('hex'),
  ];
  return {
    'content-type': 'application/json; charset=utf-8',
    'x-vmq-timestamp': timestamp,
    'x-vmq-nonce': nonce,
    'x-vmq-signature': `v1=${createHmac('sha256', key).update(lines.join('\n')).digest('hex')}`,
  };
}

test('the app’s own vector', () => {
  const key = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
  const nonce = '00000000-0000-4000-8000-000000000001';
  const vectors = [
    [
      NOTIFY,
      '{"channel":1,"price":0.01}',
      '1a4c137ade1b82d1ead5e4caaac7bb4f60a13dcc008aea259e0f61e6705eaa68',
    ],
    [HEARTBEAT, '{}', 'c8c665af1718866dfdbb70c7850dc891af2a2d9b925ed714461a7434c9e3e28c'],
  ] as const;
  for (const [path, body, signature] of vectors) {
    const headers: Record<string, string> = signed(key, path, body, 1_767_294_245_000, nonce);
    expect(headers['x-vmq-signature']).toBe(`v1=${signature}`);
    const header = (name: string) => headers[name];
    const request = { method: 'POST', path, body: Buffer.from(body), header };
    expect(readHmacCall(request)?.isSignedWith(key)).toBe(true);
    expect(readHmacCall(request)?.isSignedWith(`${key.slice(1)}0`)).toBe(false);
    expect(readHmacCall({ ...request, path: `${path}/` })?.isSignedWith(key)).toBe(false);
    expect(readHmacCall({ ...request, body: Buffer.from(`${body} `) })?.isSignedWith(key)).toBe(false);
    expect(readHmacCall({ ...request, method: 'PUT' })?.isSignedWith(key)).toBe(false);
  }
});

describe.each(databases.filter(({ available }) => available))('newer V免签 apps on $name', ({ name }) => {
  let app: TestApp;
  let accountId: number;
  let key: string;
  beforeAll(async () => {
    app = await startApp(name, { terminals: [] });
    ({ accountId } = await startForwarder(app, '主账号'));
    key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
  });
  afterAll(() => app.stop());

  const post = async (path: string, body: string, headers: Record<string, string>) => {
    const answer = await fetch(app.url + path, { method: 'POST', body, headers });
    return { status: answer.status, told: (await answer.json()) as { code: number; msg: string } };
  };
  const notify = (
    body: string,
    { as = NOTIFY, with: by = key, at = app.clock.now(), nonce = randomUUID() } = {},
  ) => post(as, body, signed(by, as, body, at, nonce));
  /** Four minutes of heartbeats: what it tells is not late. */
  const stayAwake = async () => {
    for (let beat = 0; beat < 8; beat++) {
      app.clock.advance(30 * SECOND);
      await post(HEARTBEAT, '{}', signed(key, HEARTBEAT, '{}', app.clock.now()));
    }
  };
  const monitor = async (call: string, params: Record<string, string>, method = 'GET') => {
    const form = new URLSearchParams(params);
    const address = `${app.url}/api/monitor/${call}`;
    const answer = await (method === 'GET'
      ? fetch(`${address}?${form}`)
      : fetch(address, { method, body: form }));
    return { status: answer.status, told: (await answer.json()) as { code: number; msg: string } };
  };
  const state = async (tradeNo: string) => (await app.find(tradeNo)).state;
  const refusals = () =>
    [...app.services.recentRefusals(accountId), ...app.services.recentRefusals(null)].map(({ code }) => code);
  const device = async () =>
    (await app.services.devices.list(app.place.db, app.clock.now())).find(({ app: kind }) => kind === 'vmq');

  describe('/api/monitor', () => {
    test('heart and push, by GET and POST, as /appHeart and /appPush', async () => {
      for (const method of ['GET', 'POST']) {
        app.clock.advance(SECOND);
        const t = String(app.clock.now());
        const heart = { t, sign: vmqSign('appHeart', { t }, key) };
        expect(await monitor('heart', heart, method)).toMatchObject({ status: 200, told: { code: 1 } });
        expect((await device())?.heartbeatAt).toBe(app.clock.now());
        const order = await app.order({ money: method === 'GET' ? '10.00' : '11.00' });
        app.clock.advance(20 * SECOND);
        const params = { t: String(app.clock.now()), type: '1', price: payableOf(order) };
        const push = { ...params, sign: vmqSign('appPush', params, key) };
        expect(await monitor('push', push, method)).toMatchObject({ status: 200, told: { code: 1 } });
        const again = await monitor('push', { ...push, force_push: 'true' }, method);
        expect(again).toMatchObject({ status: 200, told: { code: 1 } });
        await app.tick();
        expect(await state(order.tradeNo)).toBe('paid');
      }
      expect(await receipts.listReceipts(app.place.db, { accountId }, 9)).toHaveLength(2);
    });

    test('whatever is refused has a status that the app does not take for a success, and is on the set-up page', async () => {
      const t = String(app.clock.now());
      const old = String(app.clock.now() - 10 * MINUTE);
      const wrong = await monitor('heart', { t, sign: 'f'.repeat(32) });
      expect(wrong).toMatchObject({ status: 401, told: { code: -1, msg: '签名校验不通过' } });
      const late = await monitor('heart', { t: old, sign: vmqSign('appHeart', { t: old }, key) });
      expect(late).toMatchObject({ status: 400, told: { code: -1 } });
      const bad = { t, type: '7', price: '1.00' };
      const push = await monitor('push', { ...bad, sign: vmqSign('appPush', bad, key) });
      expect(push).toMatchObject({ status: 400, told: { code: -1 } });
      expect(refusals()).toEqual(expect.arrayContaining(['vmq_sign', 'too_old', 'vmq_push']));
    });
  });

  describe('/api/v1', () => {
    test('heartbeat and payment, the price as a Kotlin double, other fields passed over', async () => {
      app.clock.advance(MINUTE);
      expect(await post(HEARTBEAT, '{}', signed(key, HEARTBEAT, '{}', app.clock.now()))).toMatchObject({
        status: 200,
      });
      expect((await device())?.lastSeenAt).toBe(app.clock.now());
      for (const [money, price] of [
        ['12.34', '12.34'],
        ['20.00', '20.0'],
        ['0.01', '0.01'],
        ['30.00', '30'],
      ]) {
        const order = await app.order({ money: money ?? '' });
        app.clock.advance(MINUTE);
        expect(payableOf(order)).toBe(money);
        const sent = await notify(`{"channel":1,"price":${price},"app":"x","more":{"price":9.99}}`);
        expect(sent).toMatchObject({ status: 200, told: { code: 1 } });
        expect(await state(order.tradeNo)).toBe('paid');
      }
      app.clock.advance(MINUTE);
      expect((await notify('{"channel":1,"price":1.0E7}')).status).toBe(200);
      expect(await receipts.listReceipts(app.place.db, { amountFen: 1_000_000_000 }, 5)).toHaveLength(1);
    });

    test('below a base that ends with /api, signed as it is sent', async () => {
      app.clock.advance(MINUTE);
      const as = `/api${NOTIFY}`;
      const order = await app.order({ money: '13.00' });
      app.clock.advance(MINUTE);
      expect((await notify('{"channel":1,"price":13.0}', { as })).status).toBe(200);
      expect(await state(order.tradeNo)).toBe('paid');
      // Signed for one address, sent to the other.
      const body = '{"channel":1,"price":14.0}';
      expect((await post(NOTIFY, body, signed(key, as, body, app.clock.now()))).status).toBe(401);
    });

    test('tried again and signed anew it is one payment; the same request again is answered as before', async () => {
      await stayAwake();
      const order = await app.order({ money: '15.00' });
      app.clock.advance(20 * SECOND);
      const body = `{"channel":1,"price":${Number(payableOf(order))}}`;
      const nonce = randomUUID();
      const at = app.clock.now();
      for (const wait of [0, 1, 2, 4]) {
        app.clock.advance(wait * SECOND);
        expect((await notify(body)).status).toBe(200);
      }
      expect((await notify(body, { nonce, at })).status).toBe(200);
      expect((await notify(body, { nonce, at })).status).toBe(200);
      const found = await receipts.listReceipts(app.place.db, { amountFen: 1_500 }, 9);
      expect(found.map(({ state, reason }) => [state, reason])).toEqual([['used', null]]);
      // A nonce is good for one call: not for another amount, nor with another time.
      expect((await notify('{"channel":1,"price":16.0}', { nonce, at })).status).toBe(409);
      expect((await notify(body, { nonce, at: at + SECOND })).status).toBe(409);
      const heart = signed(key, HEARTBEAT, '{}', at, nonce);
      expect((await post(HEARTBEAT, '{}', heart)).status).toBe(409);
      expect(refusals()).toContain('changed');
    });

    test('a replayed heartbeat is answered, and keeps nobody alive', async () => {
      app.clock.advance(MINUTE);
      const heart = signed(key, HEARTBEAT, '{}', app.clock.now());
      const at = app.clock.now();
      expect((await post(HEARTBEAT, '{}', heart)).status).toBe(200);
      app.clock.advance(MINUTE);
      expect((await post(HEARTBEAT, '{}', heart)).status).toBe(200);
      expect((await device())?.lastSeenAt).toBe(at);
    });

    const bad: [string, string][] = [
      ['a fraction of a fen', '{"channel":1,"price":0.001}'],
      ['nothing', '{"channel":1,"price":0.0}'],
      ['an exponent that no app writes', '{"channel":1,"price":1e2}'],
      ['a negative price', '{"channel":1,"price":-1.0}'],
      ['a price that stands twice', '{"channel":1,"price":1.0,"price":2.0}'],
      ['no price', '{"channel":1}'],
      ['an unknown channel', '{"channel":3,"price":1.0}'],
      ['no JSON', 'channel=1&price=1.0'],
      ['an empty body', ''],
      ['too much money', '{"channel":1,"price":1.0E10}'],
    ];
    test.each(bad)('%s is refused with 400', async (_title, body) => {
      app.clock.advance(SECOND);
      const before = await receipts.listReceipts(app.place.db, {}, 1);
      expect(await notify(body)).toMatchObject({ status: 400, told: { code: -1 } });
      expect(refusals()).toContain('vmq_push');
      expect(await receipts.listReceipts(app.place.db, {}, 1)).toEqual(before);
    });

    test('a wrong key, a wrong time, missing or odd headers', async () => {
      app.clock.advance(SECOND);
      const body = '{"channel":1,"price":1.0}';
      expect((await notify(body, { with: 'f'.repeat(32) })).status).toBe(401);
      for (const off of [-6 * MINUTE, 6 * MINUTE, HOUR])
        expect((await notify(body, { at: app.clock.now() + off })).status).toBe(400);
      const good = signed(key, NOTIFY, body, app.clock.now());
      for (const changes of [
        { 'x-vmq-signature': '' },
        { 'x-vmq-signature': good['x-vmq-signature'].slice(3) },
        { 'x-vmq-signature': good['x-vmq-signature'].toUpperCase() },
        { 'x-vmq-nonce': '' },
        { 'x-vmq-nonce': 'abc' },
        { 'x-vmq-timestamp': '' },
        { 'x-vmq-timestamp': String(app.clock.now()) },
      ]) {
        const answer = await post(NOTIFY, body, { ...good, ...changes });
        expect(answer.status).toBe(400);
        expect(answer.told.code).toBe(-1);
      }
      expect(refusals()).toEqual(expect.arrayContaining(['vmq_sign', 'vmq_headers', 'in_future']));
    });

    test('Alipay’s channel without an Alipay account is refused, and taken once there is one', async () => {
      app.clock.advance(MINUTE);
      expect((await notify('{"channel":2,"price":17.0}')).status).toBe(400);
      expect(refusals()).toContain('vmq_account');
    });
  });

  test.each([
    ['GET', HEARTBEAT],
    ['POST', '/api/v1'],
    ['POST', '/api/v1/payments'],
    ['POST', '/api/v1/payments/notify/more'],
    ['GET', '/api/monitor'],
    ['GET', '/api/monitor/state?t=1'],
    ['POST', '/api/api/monitor/push'],
    ['POST', '/api/api/v1/other'],
  ])('%s %s is not spoken: 404, and on the set-up page', async (method, path) => {
    app.clock.advance(MINUTE);
    const answer = await fetch(app.url + path, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: -1 });
    expect(refusals()).toContain('vmq_unknown');
  });

  test('epay’s /api is epay’s', async () => {
    const answer = await fetch(`${app.url}/api?act=order`);
    expect(answer.status).toBe(200);
    const other = await fetch(`${app.url}/api/whatever`);
    expect(await other.json()).toMatchObject({ code: -5 });
  });

  test('the old addresses answer with 200 and code -1, as their apps expect', async () => {
    for (const path of ['/appHeart', '/appPush', '/getState']) {
      const answer = await fetch(`${app.url}${path}?t=${app.clock.now()}&sign=x&type=1&price=1.0`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ code: -1, msg: '签名校验不通过', data: null });
    }
  });
});
