import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { epaySign, verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { type PayType, payTypes } from '../../src/shared/pay-type.ts';
import { databases } from '../support/database.ts';
import { testVault } from '../support/factories.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { vectors } from '../support/vectors.ts';
import { Visitor } from '../support/visitor.ts';

type Fields = Record<string, string>;

interface WireCase {
  id: string;
  desc: string;
  given?: unknown;
  request: { method: string; path: string; params: Fields; sign: string };
  expect: { answer: string; code?: number | string; type?: PayType; names?: string[] };
}

const wire = vectors.epayWire as { pid: string; key: string; cases: WireCase[] };
/** What is sent again is shown where repeats are. */
const fresh = wire.cases.filter(({ given }) => given === undefined);

describe.each(databases.filter(({ available }) => available))('what shops send, on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name);
    await app.place
      .db('merchants')
      .where({ pid: app.merchant.pid })
      .update({ key_sealed: testVault.seal(wire.key) });
    app.services.directory.forget(app.merchant.pid);
  });
  afterAll(() => app.stop());
  afterEach(() => takes(...payTypes));

  /** From now on the codes take these only. */
  async function takes(...types: PayType[]): Promise<void> {
    await app.place.db('codes').update({ pay_types: types.join(',') });
  }

  const signed = (fields: Fields) => ({ ...fields, sign: epaySign(fields, wire.key), sign_type: 'MD5' });
  const send = (method: string, path: string, fields: Fields) =>
    method === 'GET'
      ? fetch(`${app.url}${path}?${new URLSearchParams(fields)}`, { redirect: 'manual' })
      : fetch(`${app.url}${path}`, { method, body: new URLSearchParams(fields), redirect: 'manual' });

  async function orderOf(answer: Response): Promise<Order> {
    const text = await answer.text();
    const number = answer.headers.get('location') ?? text;
    return app.find(/Pay\/console\/(\d{32})/.exec(number)?.[1] ?? '');
  }

  test.each(fresh)('$id: $desc', async ({ id, request, expect: wanted }) => {
    if (id === 'ew-16' || id === 'ew-18') await takes('alipay', 'wxpay');
    const { method, path, params, sign } = request;
    const answer = await send(method, path, { ...params, sign, sign_type: 'MD5' });
    if (wanted.answer === 'cashier' || wanted.answer === 'chooser') {
      if (method === 'POST') expect(await answer.clone().json()).toMatchObject({ code: wanted.code });
      else expect(answer.status).toBe(302);
      const order = await orderOf(answer);
      expect(order.placement === null).toBe(wanted.answer === 'chooser');
      if (wanted.type) expect(order.placement?.payType).toBe(wanted.type);
      const page = (await new Visitor(app.url).get(`/Pay/console/${order.tradeNo}`)).page;
      expect(page.querySelectorAll('.types button').length > 0).toBe(wanted.answer === 'chooser');
    } else if (wanted.answer === 'json') {
      const told = (await answer.json()) as { code: number; msg: string };
      expect(told.code).not.toBe(1);
      for (const one of wanted.names ?? []) expect(told.msg).toContain(one);
    } else {
      expect(wanted.answer).toBe('buyer_page');
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.status).toBeGreaterThanOrEqual(400);
      const text = await answer.text();
      for (const one of wanted.names ?? []) expect(text).toContain(one);
    }
  });

  let asked = 0;
  const form = (changes: Fields = {}): Fields => {
    asked += 1;
    return {
      pid: wire.pid,
      type: 'alipay',
      out_trade_no: `W${asked}`,
      notify_url: `${app.shop.url}/notify`,
      return_url: `${app.shop.url}/return`,
      name: 'VIP会员',
      money: `${100 + asked}.00`,
      ...changes,
    };
  };
  const submit = (changes: Fields) => send('GET', '/submit.php', signed(form(changes)));
  const mapi = async (changes: Fields) => {
    const answer = await send('POST', '/mapi.php', signed(form(changes)));
    expect(answer.status).toBe(200);
    return (await answer.json()) as { code: number; msg: string; trade_no: string };
  };

  describe('pay types', () => {
    test('bank is told back as bank: notification, return and query', async () => {
      const { trade_no } = await mapi({ type: 'bank' });
      const order = await app.find(trade_no);
      expect(order).toMatchObject({ requestedType: 'unionpay', placement: { payType: 'unionpay' } });
      await app.services.listener.idle();
      app.clock.advance(4_000);
      app.pay(order);
      await app.tick();
      const [call] = app.shop.received.filter(({ params }) => params.trade_no === trade_no);
      expect(call?.params.type).toBe('bank');
      await app.tick(4_000);
      const state = (await (await fetch(`${app.url}/getOrderState/${trade_no}`)).json()) as {
        return_url: string;
      };
      expect(new URL(state.return_url).searchParams.get('type')).toBe('bank');
      const query = new URLSearchParams({ act: 'order', pid: wire.pid, key: wire.key, trade_no });
      expect(await (await fetch(`${app.url}/api.php?${query}`)).json()).toMatchObject({
        type: 'bank',
        status: 1,
      });
    });

    test.each([
      ['', 'bank'],
      ['jdpay', 'bank'],
      ['wxpay', 'bank'],
      ['unionpay', 'unionpay'],
      ['BANK', 'BANK'],
    ])('%j sent and 云闪付 chosen at the cashier: told as %j', async (sent, told) => {
      const order = await orderOf(await submit({ type: sent }));
      await new Visitor(app.url).post(`/Pay/console/${order.tradeNo}/type`, { type: 'unionpay' });
      const chosen = await app.find(order.tradeNo);
      expect(chosen.placement?.payType).toBe('unionpay');
      await app.services.listener.idle();
      app.clock.advance(4_000);
      app.pay(chosen);
      await app.tick();
      const call = app.shop.received.find(({ params }) => params.trade_no === order.tradeNo);
      expect(call?.params.type).toBe(told);
      expect(verifyEpaySign(call?.params ?? {}, wire.key)).toBe(true);
      await app.tick(4_000);
      const state = (await (await fetch(`${app.url}/getOrderState/${order.tradeNo}`)).json()) as {
        return_url: string;
      };
      expect(new URL(state.return_url).searchParams.get('type')).toBe(told);
      const asked = { act: 'order', pid: wire.pid, key: wire.key, trade_no: order.tradeNo };
      const answer = await fetch(`${app.url}/api.php?${new URLSearchParams(asked)}`);
      expect(await answer.json()).toMatchObject({ type: told, status: 1 });
    });

    test('bank that the buyer paid with another type is told as that type', async () => {
      await takes('alipay', 'wxpay');
      const order = await orderOf(await submit({ type: 'bank' }));
      await new Visitor(app.url).post(`/Pay/console/${order.tradeNo}/type`, { type: 'wxpay' });
      const query = new URLSearchParams({
        act: 'order',
        pid: wire.pid,
        key: wire.key,
        trade_no: order.tradeNo,
      });
      expect(await (await fetch(`${app.url}/api.php?${query}`)).json()).toMatchObject({ type: 'wxpay' });
    });

    test.each(['Alipay', ' alipay', 'ALIPAY ', 'BANK'])('%j is the type it looks like', async (type) => {
      const order = await app.find((await mapi({ type })).trade_no);
      expect(order.placement?.payType).toBe(/bank/i.test(type) ? 'unionpay' : 'alipay');
    });

    test.each(['jdpay', 'qqpay', 'usdt', 'x'.repeat(200), '支付宝', '1'])(
      '%j on submit.php: the buyer chooses; again, it is the same order',
      async (type) => {
        const fields = signed(form({ type }));
        const order = await orderOf(await send('GET', '/submit.php', fields));
        expect(order).toMatchObject({ requestedType: null, placement: null });
        expect((await orderOf(await send('POST', '/submit.php', fields))).tradeNo).toBe(order.tradeNo);
      },
    );

    test('a type that no code takes: the buyer chooses among the others, a program is told them', async () => {
      await takes('alipay');
      const order = await orderOf(await submit({ type: 'wxpay' }));
      expect(order).toMatchObject({ requestedType: 'wxpay', placement: null });
      const page = (await new Visitor(app.url).get(`/Pay/console/${order.tradeNo}`)).page;
      expect(page.querySelectorAll('.types button').map((one) => one.getAttribute('value'))).toEqual([
        'alipay',
      ]);
      const told = await mapi({ type: 'wxpay' });
      expect(told.code).not.toBe(1);
      expect(told.msg).toContain('alipay');
      expect(told.msg).not.toContain('unionpay');
    });

    test('when nothing can be paid with, the buyer is asked to come back, and nothing is written', async () => {
      await takes();
      const before = Number((await app.place.db('orders').count({ n: '*' }).first())?.n);
      for (const type of ['wxpay', 'jdpay', '', 'bank']) {
        const answer = await submit({ type });
        expect(answer.status, type).toBe(503);
        expect(answer.headers.get('content-type')).toContain('text/html');
      }
      expect((await mapi({ type: 'jdpay' })).msg).toContain('没有任何可用的收款码');
      expect(Number((await app.place.db('orders').count({ n: '*' }).first())?.n)).toBe(before);
    });

    test('when every amount of the type is taken, the buyer may still take another', async () => {
      await codes.setCodeEnabled(app.place.db, app.codeIds[1] ?? 0, false);
      const rules = { ...app.merchant.rules, slotLimitFen: 0 };
      await app.services.merchants.saveRules(app.place.db, app.merchant.pid, rules);
      app.services.directory.forget(app.merchant.pid);
      await mapi({ type: 'alipay', money: '88.00' });
      const order = await orderOf(await submit({ type: 'alipay', money: '88.00' }));
      expect(order.placement).toBeNull();
      expect((await mapi({ type: 'alipay', money: '88.00' })).msg).toContain('人数较多');
      await app.services.merchants.saveRules(app.place.db, app.merchant.pid, app.merchant.rules);
      app.services.directory.forget(app.merchant.pid);
      await codes.setCodeEnabled(app.place.db, app.codeIds[1] ?? 0, true);
    });
  });

  test('an order may live a day: its countdown has hours, and money near its end is its own', async () => {
    const rules = { ...app.merchant.rules, orderLifetimeMs: 24 * 3_600_000 };
    await app.services.merchants.saveRules(app.place.db, app.merchant.pid, rules);
    app.services.directory.forget(app.merchant.pid);
    const { trade_no } = await mapi({});
    const order = await app.find(trade_no);
    await app.services.listener.idle();
    const left = async () =>
      (await new Visitor(app.url).get(`/Pay/console/${trade_no}`)).page.querySelector('#left')?.text;
    expect(await left()).toBe('24:00:00');
    await app.tick(23 * 3_600_000 - 5_000);
    expect(await left()).toBe('1:00:05');
    await app.tick(5_000);
    expect(await left()).toBe('60:00');
    await app.tick(50 * 60_000);
    app.pay(order);
    await app.tick(60_000);
    expect(await app.find(trade_no)).toMatchObject({ state: 'paid', odd: [] });
    await app.services.merchants.saveRules(app.place.db, app.merchant.pid, app.merchant.rules);
    app.services.directory.forget(app.merchant.pid);
  });

  describe('fields', () => {
    test('blanks around addresses don’t count, and the shop is told there', async () => {
      const { shop } = app;
      const { trade_no } = await mapi({
        notify_url: ` ${shop.url}/trimmed?a=1& \r\n`,
        return_url: '\t https://shop.example/#/order/1 ',
      });
      expect(await app.find(trade_no)).toMatchObject({
        notifyUrl: `${shop.url}/trimmed?a=1&`,
        returnUrl: 'https://shop.example/#/order/1',
      });
    });

    test.each(['99999', '0', '65536', '80a', '80:80', '-1'])('port %s is named', async (port) => {
      for (const field of ['notify_url', 'return_url']) {
        const told = await mapi({ [field]: `https://shop.example:${port}/notify` });
        expect(told.code).not.toBe(1);
        expect(told.msg).toMatch(new RegExp(`${field} 的端口 ${port}`));
      }
    });

    test('a port that can be one is taken', async () => {
      for (const address of [
        'https://shop.example:65535/n',
        'http://u.shop.example:1/n',
        'http://shop.example:/n',
      ])
        expect((await mapi({ notify_url: address })).code).toBe(1);
    });

    test.each([
      ['name', 'x&money=0.01'],
      ['name', 'x&Money=0.01'],
      ['name', 'x&\\money=0.01'],
      ['name', 'x&trade_status=TRADE_SUCCESS'],
      ['param', '&api_trade_no=1'],
      ['param', 'a&sign=b'],
      ['sitename', '&param='],
      ['clientip', '1.2.3.4&money=0.01'],
      ['device', 'pc&name=x'],
      ['attach', 'a&out_trade_no=1'],
      ['name', 'https://shop.example/?a=1&out_trade_no=BIG1&trade_status=TRADE_SUCCESS'],
      ['param', 'https://shop.example/?a=1&out_trade_no=BIG1&trade_status=TRADE_SUCCESS'],
      ['sitename', 'http://shop.example/?a=1&money=0.01'],
      ['clientip', 'https://1.2.3.4/&money=0.01'],
      ['device', 'https://pc/&name=x'],
      ['name', ' HTTP://x/&money=0.01'],
    ])('%s that holds %j is refused by name', async (field, value) => {
      const told = await mapi({ [field]: value });
      expect(told.code).not.toBe(1);
      expect(told.msg).toContain(field);
      const page = await submit({ [field]: value });
      expect(page.status).toBe(400);
      expect(await page.text()).toContain(field);
    });

    test.each([
      ['name', '买一送一&包邮=是'],
      ['name', 'moneyback=1 & more'],
      ['param', '{"money":"1","type":"a"}'],
      ['param', 'https://shop.example/?a=1&b=2'],
      ['attach', 'https://shop.example/?a=1&type=alipay'],
      ['notify_url', 'https://shop.example/?a=1&type=alipay&money=1'],
    ])('%s that holds %j is taken', async (field, value) => {
      expect((await mapi({ [field]: value })).code).toBe(1);
    });
  });
});
