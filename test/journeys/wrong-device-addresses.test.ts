import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { type ConsoleApp, startConsole } from '../console/console-app.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { startApp } from '../support/start-app.ts';

type Fields = Record<string, string>;
const query = (fields: Fields) => new URLSearchParams(fields).toString();
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Phones, PCs and V免签 apps whose owner entered another address than the set-up page says. */
describe.each(databases.filter(({ available }) => available))(
  'a device at a wrong address on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let accountId: number;
    beforeAll(async () => {
      app = await startConsole(name, { terminals: [] });
      ({ accountId } = await startForwarder(app, '主账号'));
    });
    afterAll(() => app.stop());

    const noted = () => app.services.recentRefusals(null).map(({ code }) => code);
    const times = (code: string) =>
      app.services.recentRefusals(null).find((one) => one.code === code)?.times ?? 0;
    const send = (path: string, init: RequestInit = {}) =>
      fetch(`${app.url}${path}`, { redirect: 'manual', ...init });

    /** As SmsForwarder sends it with the template of the set-up page. */
    function phoneMessage(action = 'mpay'): string {
      const time = String(app.clock.now());
      const data = `{"pid":"1","aid":"${accountId}","uid":"1","title":"微信支付","msg":"个人收款码到账¥0.01","time":"2026-01-02 03:04:05","divice":"P"}`;
      const sign = encodeURIComponent(smsForwarderSign(time, app.merchant.key));
      return JSON.stringify({ action, data, time, sign });
    }
    const heart = (): Fields => {
      const t = String(app.clock.now());
      return { t, sign: vmqSign('appHeart', { t }, app.merchant.key) };
    };
    const push = (): Fields => {
      const params = { t: String(app.clock.now()), type: '1', price: '1.00' };
      return { ...params, sign: vmqSign('appPush', params, app.merchant.key) };
    };

    /** Short, with the right address, without the digits in which SmsForwarder sees a success, and on the set-up page. */
    async function expectToldAsPhone(answer: Response): Promise<void> {
      const text = await answer.text();
      expect(answer.status, text).toBe(404);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect(text).toMatch(/^地址不对.*\/mpayNotify$/);
      expect(text).not.toContain('200');
      expect(text.length).toBeLessThan(100);
    }
    async function expectToldAsVmq(answer: Response, said = /地址不对/): Promise<void> {
      const text = await answer.text();
      expect(answer.status, text).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(JSON.parse(text)).toEqual({ code: -1, msg: expect.stringMatching(said), data: null });
      expect(text).not.toContain('200');
    }
    const addsOne = async (code: string, work: () => Promise<void>) => {
      const was = times(code);
      await work();
      expect(times(code)).toBe(was + 1);
    };

    test.each([
      '/',
      '/x',
      '/mpaynotify.php',
      '/x/mpayNotify',
      '/index.php/mpayNotify',
      '/index.php?s=/mpayNotify',
      '/mpayNotify/mpayNotify',
      '/api/mpayNotify',
      '/console',
      '/console/login',
      '/console/mpayNotify',
      '/pay/console',
      '/install',
      '/doc',
      '/favicon.ico',
    ])('a phone’s or PC’s message to %s', async (path) => {
      for (const method of ['POST', 'PUT'])
        for (const action of ['mpay', 'mpaypc'])
          await addsOne('phone_address', async () =>
            expectToldAsPhone(await send(path, { method, body: phoneMessage(action), headers: JSON_TYPE })),
          );
    });

    test('without a type, with blanks and as a form, and what SmsForwarder sends without a template', async () => {
      const bodies: [Fields, string][] = [
        [{}, phoneMessage()],
        [JSON_TYPE, `\n { "time" : "1",\n "action" : "mpay" }`],
        [{ 'content-type': 'text/plain; charset=unheard-of' }, phoneMessage()],
        [
          { 'content-type': 'application/x-www-form-urlencoded' },
          query({ action: 'mpay', data: '{}', time: '1' }),
        ],
        [
          { 'content-type': 'application/x-www-form-urlencoded' },
          query({ from: 'com.tencent.mm', content: '微信支付 收款1.00元', timestamp: '1', sign: 'x' }),
        ],
      ];
      for (const [headers, body] of bodies.filter(
        ([{ 'content-type': type = '' }]) => !type.includes('unheard'),
      ))
        await expectToldAsPhone(
          await send('/', { method: 'POST', headers, body: new Uint8Array(Buffer.from(body)) }),
        );
      // What can't be read is known by its address.
      const [headers, body] = bodies[2] as [Fields, string];
      await expectToldAsPhone(await send('/x/mpayNotify', { method: 'POST', headers, body }));
      const huge = `{"x":"${'x'.repeat(600_000)}"}`;
      await expectToldAsPhone(
        await send('/x/mpayNotify', { method: 'POST', headers: JSON_TYPE, body: huge }),
      );
    });

    test.each([
      '/x/appHeart',
      '/index.php/appHeart',
      '/index.php/index/appPush',
      '/appHeart.php',
      '/AppPush.php',
      '/mpaynotif/appPush',
      '/console/appHeart',
      '/somekey/appHeart',
      '/appHeart/appPush',
      '/vmq/api/monitor/heart',
      '/vmq/api/monitor/push/',
      '/x/api/v1/system/heartbeat',
      '/x/api/v1/payments/notify',
      '/',
      '/index.php',
      '/console',
    ])('a V免签 app at %s', async (path) => {
      for (const fields of [heart(), push()])
        await addsOne('vmq_address', async () => expectToldAsVmq(await send(`${path}?${query(fields)}`)));
      if (path !== '/console')
        await addsOne('vmq_address', async () =>
          expectToldAsVmq(await send(path, { method: 'POST', body: new URLSearchParams(push()) })),
        );
    });

    test('behind index.php?s=', async () => {
      await expectToldAsVmq(await send(`/index.php?s=/appHeart&${query(heart())}`));
    });

    test.each([
      '/api/heart',
      '/api/push',
      '/api/v2/payments/notify',
      '/x/api/v3/heartbeat',
      '/api.php/heart',
    ])('a newer app that is not spoken, at %s', async (path) => {
      for (const init of [{}, { method: 'POST', body: '{"channel":1,"price":1.0}', headers: JSON_TYPE }])
        await addsOne('vmq_unknown', async () => expectToldAsVmq(await send(path, init), /没有这个接口/));
    });

    test.each(['/', '/x', '/doc/x', '/foo/api'])('X-VMQ-* headers at %s', async (path) => {
      await addsOne('vmq_address', async () =>
        expectToldAsVmq(
          await send(path, {
            method: 'POST',
            body: '{"channel":1,"price":1.0}',
            headers: {
              ...JSON_TYPE,
              'x-vmq-timestamp': '1767294245',
              'x-vmq-nonce': 'n',
              'x-vmq-signature': 'v1=0',
            },
          }),
        ),
      );
    });

    test('its owner reads on the set-up page what is wrong', async () => {
      await send('/', { method: 'POST', body: phoneMessage(), headers: JSON_TYPE });
      await send(`/x/appHeart?${query(heart())}`);
      const { text } = await app.keeper.get(`/console/accounts/${accountId}/listener`);
      expect(text).toContain('没有发到接收地址');
      expect(text).toContain('V免签 App 发到了别的地址');
    });

    test('strangers fill nothing: one line for each kind, whatever they send, from whatever host', async () => {
      const mine = noted().filter((code) => !/address|unknown/.test(code));
      for (let at = 0; at < 60; at++) {
        await send(`/x${at}/appHeart`, { headers: { 'x-forwarded-host': `h${at}.example` } });
        await send(`/y${at}`, { method: 'POST', body: phoneMessage(), headers: JSON_TYPE });
        await send(`/api/v${at}/push`);
      }
      expect(noted().sort()).toEqual([...mine, 'phone_address', 'vmq_address', 'vmq_unknown'].sort());
    });

    test('a message to the right address that can’t be read is on the page, too', async () => {
      const headers = { 'content-type': 'application/json; charset=unheard-of' };
      const answer = await send('/mpayNotify', { method: 'POST', body: phoneMessage(), headers });
      expect(answer.status).toBe(415);
      expect(await answer.text()).not.toContain('200');
      expect(noted()).toContain('not_readable');
    });

    test('nothing of it counts as money or life', async () => {
      expect(await app.place.db('receipts').first()).toBeUndefined();
      expect(await app.place.db('forwarded_requests').first()).toBeUndefined();
    });

    test('who is no device is answered as before', async () => {
      const was = noted().length;
      expect((await send('/')).headers.get('location')).toBe('/console');
      expect((await send('/?t=1&sign=abc')).headers.get('location')).toBe('/console');
      expect(
        (await send('/nowhere', { method: 'POST', body: '{"action":"other"}', headers: JSON_TYPE })).status,
      ).toBe(404);
      expect((await send('/console/orders?q=heartbeat')).headers.get('location')).toContain('/login');
      const { sign: _sign, sign_type: _type, ...form } = app.form();
      const fields: Fields = { ...form, t: String(app.clock.now()) };
      const page = await send(`/?${query({ ...fields, sign: epaySign(fields, app.merchant.key) })}`);
      expect(await page.text()).toContain(`${app.url}/submit.php`);
      const json = await send('/epay/mapi.php', { method: 'POST', body: '{"pid":1}', headers: JSON_TYPE });
      expect(((await json.json()) as { msg: string }).msg).toContain(`把接口地址改成 ${app.url}/`);
      expect(noted()).toHaveLength(was);
    });
  },
);

test('an address with those digits in it is not told', async () => {
  const app = await startApp('sqlite', { config: { publicUrl: 'https://pay200.example.com' } });
  const phone = await fetch(`${app.url}/x/mpayNotify`, { method: 'POST', body: '{}' });
  expect(await phone.text()).toMatch(/^地址不对[^0-9]*\/mpayNotify$/);
  const vmq = await fetch(`${app.url}/x/appHeart?t=1`);
  expect(await vmq.text()).not.toContain('200');
  await app.stop();
});
