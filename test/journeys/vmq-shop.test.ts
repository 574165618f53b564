import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { RETURN_AFTER_MS } from '../../src/flow/cashier/index.ts';
import { orders } from '../../src/flow/orders/index.ts';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { vmqVectors } from '../flow/forwarding/forwarded-vectors.ts';
import { databases } from '../support/database.ts';
import { buildMerchant, merchantRepository, testVault } from '../support/factories.ts';
import { hearOnce } from '../support/forwarder.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { Visitor } from '../support/visitor.ts';
import { addVmqCodes, isVmqSigned, signedClose, signedOrder, signedPush } from '../support/vmq-shop.ts';

type Fields = Record<string, string>;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const UNKNOWN = '20260301160000000000000000000000';

/** The whole way of an order of a shop that speaks only V免签. Facts: docs/reference/listeners.md, section 3. */
describe.each(databases.filter(({ available }) => available))('a V免签 shop on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    // A proxy on loopback is trusted, so that each caller can have an address of its own.
    app = await startApp(name, { terminals: [], config: { trustProxy: 'loopback' } });
    await addVmqCodes(app);
  });
  afterAll(() => app.stop());

  let callers = 0;
  const newCaller = () => {
    callers += 1;
    return `10.1.${callers >> 8}.${callers & 255}`;
  };

  /** Every answer is JSON with these three fields, never a fault of ours. */
  async function send(path: string, init: RequestInit = {}, from = newCaller()) {
    const answer = await fetch(`${app.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { 'x-forwarded-for': from, ...(init.headers as Fields) },
    });
    const text = await answer.text();
    expect(answer.status, text).toBeLessThan(500);
    expect(answer.headers.get('content-type'), text).toContain('application/json');
    const json = JSON.parse(text);
    expect(Object.keys(json), text).toEqual(['code', 'msg', 'data']);
    expect(json.code === 1 || (json.code === -1 && json.data === null), text).toBe(true);
    expect(json.msg, text).toMatch(/[一-鿿]/);
    return { status: answer.status, ...json };
  }
  const ask = (path: string, fields: Fields, from?: string) =>
    send(`${path}?${new URLSearchParams(fields)}`, {}, from);
  const post = (path: string, body: string | Buffer, headers: Fields = FORM) =>
    send(path, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });

  let asked = 2_000;
  const nextPrice = () => {
    asked += 100;
    return formatFen(fen(asked));
  };
  /** The data of a new order. */
  async function create(changes: Fields = {}) {
    const answer = await ask('/createOrder', signedOrder(app, { price: nextPrice(), ...changes }));
    expect(answer, JSON.stringify(answer)).toMatchObject({ code: 1 });
    return answer.data;
  }
  const check = (orderId: string) => ask('/checkOrder', { orderId });
  const stateOf = async (orderId: string) => (await ask('/getOrder', { orderId })).data.state;
  async function pay(data: { payType: number; reallyPrice: number }) {
    app.clock.advance(10_000);
    // As old apps print it: a Java double.
    const price = Number.isInteger(data.reallyPrice) ? `${data.reallyPrice}.0` : String(data.reallyPrice);
    expect(await ask('/appPush', signedPush(app, String(data.payType), price))).toMatchObject({ code: 1 });
  }
  const toldOf = (payId: string) => app.shop.received.filter(({ params }) => params.payId === payId);

  test('order → cashier → app sees the money → the shop is told → checkOrder gives the signed return address', async () => {
    const fields = signedOrder(app, { payId: 'SALE-1', param: '{"uid":7} & 会员+1', price: '10.0' });
    const created = await ask('/createOrder', fields);
    const { orderId } = created.data;
    expect(created).toEqual({
      status: 200,
      code: 1,
      msg: '成功',
      data: {
        payId: 'SALE-1',
        orderId: expect.stringMatching(/^\d{32}$/),
        payType: 1,
        price: 10,
        reallyPrice: 10,
        payUrl: 'wxp://f2f0personal',
        isAuto: 1,
        state: 0,
        timeOut: 5,
        date: Math.floor(app.clock.now() / 1_000),
      },
    });
    expect(await app.find(orderId)).toMatchObject({ protocol: 'vmq', outTradeNo: 'SALE-1', moneyFen: 1_000 });
    expect((await ask('/getOrder', { orderId })).data).toEqual(created.data);
    expect(await check(orderId)).toMatchObject({ code: -1, msg: '订单未支付' });

    const cashier = await fetch(`${app.url}/Pay/console/${orderId}`);
    expect(cashier.status).toBe(200);
    const page = await cashier.text();
    expect(page).toContain('10.00');
    expect(page).not.toContain('会员');

    await pay(created.data);
    await app.tick();
    const [call, ...more] = toldOf('SALE-1');
    expect(more).toEqual([]);
    const { shop: own, ...told } = call?.params ?? {};
    expect([call?.method, own]).toEqual(['GET', '1']);
    expect(told).toMatchObject({
      payId: 'SALE-1',
      param: '{"uid":7} & 会员+1',
      type: '1',
      price: '10.00',
      reallyPrice: '10.00',
    });
    expect(Object.keys(told)).toEqual(['payId', 'param', 'type', 'price', 'reallyPrice', 'sign']);
    expect(isVmqSigned(told, app.merchant.vmqKey)).toBe(true);

    const checked = await check(orderId);
    expect(checked).toMatchObject({ code: 1, msg: '成功' });
    const back = new URL(checked.data);
    expect(`${back.origin}${back.pathname}`).toBe(`${app.shop.url}/return`);
    const { order_id, ...returned } = Object.fromEntries(back.searchParams);
    expect(order_id).toBe('7');
    expect(returned).toEqual(told);
    expect(await stateOf(orderId)).toBe(1);

    const seen = await (await fetch(`${app.url}/getOrderState/${orderId}`)).json();
    expect(seen).toMatchObject({ state: 1, return_url: checked.data });
    await app.tick(3_600_000);
    expect(toldOf('SALE-1')).toHaveLength(1);
  });

  test('isHtml=1 brings the buyer to the cashier, by GET and by POST', async () => {
    for (const method of ['GET', 'POST']) {
      const query = new URLSearchParams({ ...signedOrder(app, { price: nextPrice() }), isHtml: '1' });
      const answer = await fetch(`${app.url}/createOrder${method === 'GET' ? `?${query}` : ''}`, {
        method,
        redirect: 'manual',
        ...(method === 'POST' && { body: query }),
      });
      expect(answer.status, await answer.text()).toBe(302);
      expect(answer.headers.get('location')).toMatch(new RegExp(`^${app.url}/Pay/console/\\d{32}$`));
    }
    // A buyer reads whatever is answered.
    const wrong = new URLSearchParams({ ...signedOrder(app), price: '11', isHtml: '1' });
    for (const [query, init] of [
      [`?${wrong}`, {}],
      ['', { method: 'POST', body: wrong }],
    ] as [string, RequestInit][]) {
      const page = await fetch(`${app.url}/createOrder${query}`, { ...init, redirect: 'manual' });
      expect(page.status).toBe(403);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await page.text()).toContain('签名错误');
    }
  });

  test('a code that is a picture is looked at on the cashier; what is over has no code to pay', async () => {
    const alipay = await create({ type: '2' });
    const link = await create({ type: '1' });
    expect(alipay).toMatchObject({ payType: 2, payUrl: `${app.url}/Pay/console/${alipay.orderId}` });
    expect(link.payUrl).toBe('wxp://f2f0personal');
    await app.tick(301_000);
    const over = await ask('/getOrder', { orderId: link.orderId });
    expect(over.data).toMatchObject({ state: -1, payUrl: `${app.url}/Pay/console/${link.orderId}` });
  });

  test('the same payId with the same terms is one order, also at the same moment and however the price is written', async () => {
    const price = nextPrice();
    const form = signedOrder(app, { payId: 'AGAIN', price });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 2 === 0 ? ask('/createOrder', form) : post('/createOrder', new URLSearchParams(form).toString()),
      ),
    );
    const numbers = new Set(answers.map(({ data }) => data.orderId));
    expect(numbers.size).toBe(1);
    const double = await ask(
      '/createOrder',
      signedOrder(app, { payId: 'AGAIN', price: price.replace(/0$/, '') }),
    );
    expect([...numbers]).toEqual([double.data.orderId]);
    expect(await orders.findOrdersByOutTradeNo(app.place.db, app.merchant.pid, ['AGAIN'])).toHaveLength(1);
  });

  test('the same payId with other terms is refused in V免签’s words, and the order stays', async () => {
    const price = nextPrice();
    const first = await create({ payId: 'TERMS', price });
    const before = await app.find(first.orderId);
    for (const [field, value] of [
      ['price', '77.00'],
      ['param', 'other'],
      ['notifyUrl', `${app.shop.url}/elsewhere`],
      ['returnUrl', `${app.shop.url}/elsewhere`],
    ] as const) {
      const answer = await ask('/createOrder', signedOrder(app, { payId: 'TERMS', price, [field]: value }));
      expect(answer).toMatchObject({ code: -1, msg: expect.stringContaining(field) });
      expect(answer.msg).toContain('TERMS');
    }
    expect(await app.find(first.orderId)).toEqual(before);
  });

  test('the same payId with the other type is the same order, with another code; what was asked before pays it, too', async () => {
    const price = nextPrice();
    const first = await create({ payId: 'OTHER-TYPE', price });
    const second = await ask('/createOrder', signedOrder(app, { payId: 'OTHER-TYPE', price, type: '2' }));
    expect(second.data).toMatchObject({ orderId: first.orderId, payType: 2, state: 0 });
    await pay(first);
    await app.tick();
    expect(await app.find(first.orderId)).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
    expect(toldOf('OTHER-TYPE').at(-1)).toMatchObject({ params: { type: '1' } });
  });

  test('an expired payId comes back to life with the same terms', async () => {
    const price = nextPrice();
    const first = await create({ payId: 'LATER', price });
    await app.tick(601_000);
    await app.tick();
    expect(await stateOf(first.orderId)).toBe(-1);
    const again = await create({ payId: 'LATER', price });
    expect(again).toMatchObject({ orderId: first.orderId, state: 0, reallyPrice: first.reallyPrice });
  });

  test('its account is silent: sent again, the same payId has another account’s code; what was asked before pays it, too', async () => {
    const { db } = app.place;
    const second = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
      ...{ login: '另一部手机', mode: 'continuous', intervalMs: 3_000, settings: {} },
    });
    await addCode(app.services.accountDeps, second, {
      ...{ kind: 'personal', label: '', payTypes: ['wxpay'], style: 'link', content: 'wxp://f2f0second' },
    });
    const price = nextPrice();
    const first = await create({ payId: 'SILENT', price });
    expect(first.payUrl).toBe('wxp://f2f0personal');
    await hearOnce(app, second);
    const { placement } = await app.find(first.orderId);
    const health = (id: number | undefined, state: 'silent' | 'ok') =>
      app.services.accounts.setHealth(db, Number(id), state, null, app.clock.now());
    await health(placement?.accountId, 'silent');
    app.clock.advance(60_000);
    const again = await create({ payId: 'SILENT', price });
    expect(again).toMatchObject({ orderId: first.orderId, state: 0, payUrl: 'wxp://f2f0second' });
    expect((await ask('/getOrder', { orderId: first.orderId })).data).toEqual(again);
    // Silent as well: it keeps what it has.
    await health(second, 'silent');
    // Its bare code is handed out no more: on the cashier the buyer is told to wait.
    const payUrl = expect.stringMatching(/\/Pay\/console\/\d{32}$/);
    expect(await create({ payId: 'SILENT', price })).toEqual({ ...again, payUrl });

    await health(placement?.accountId, 'ok');
    app.clock.advance(10_000);
    await ask('/appPush', signedPush(app, '1', first.reallyPrice.toFixed(2)));
    await app.tick();
    const paid = await app.find(first.orderId);
    expect(paid.state).toBe('paid');
    expect(toldOf('SILENT').at(-1)?.params).toMatchObject({
      payId: 'SILENT',
      type: '1',
      price: formatFen(fen(first.price * 100)),
    });
    await db('codes').where({ account_id: second }).update({ enabled: false });
  });

  test.each([
    ['its own return address', {}, true],
    ['the merchant’s default', { returnUrl: '' }, true],
    ['neither', { returnUrl: '' }, false],
  ] as const)('over or given up, the page leads to the shop: %s', async (_which, changes, hasDefault) => {
    const { rules } = await merchantRepository.get(app.place.db, app.merchant.pid);
    const vmqReturnUrl = hasDefault ? 'https://default.example/back?x=1' : null;
    await merchantRepository.saveRules(app.place.db, app.merchant.pid, { ...rules, vmqReturnUrl });
    app.services.directory.forget(app.merchant.pid);
    const buttonOf = async (orderId: string) => {
      const { page } = await new Visitor(app.url).get(`/Pay/console/${orderId}`);
      return [page.querySelector('h1')?.text, page.querySelector('.pair a.button')?.getAttribute('href')];
    };
    const expected =
      'returnUrl' in changes ? (hasDefault ? 'https://default.example/' : undefined) : `${app.shop.url}/`;
    const over = await create(changes);
    const cancelled = await create(changes);
    await app.services.cancelOrder(cancelled.orderId);
    expect(await buttonOf(cancelled.orderId)).toEqual(['订单已取消', expected]);
    app.clock.advance(301_000); // before any job has written it
    expect(await buttonOf(over.orderId)).toEqual(['付款时间已过', expected]);
    await app.tick();
    expect(await buttonOf(over.orderId)).toEqual(['付款时间已过', expected]);
    await app.tick(601_000);
    await app.tick();
    expect(await buttonOf(over.orderId)).toEqual(['付款时间已过', expected]);
    await merchantRepository.saveRules(app.place.db, app.merchant.pid, rules);
    app.services.directory.forget(app.merchant.pid);
  });

  test('what the shop closed and sends again is alive again', async () => {
    const price = nextPrice();
    const { orderId } = await create({ payId: 'REOPENED', price });
    await ask('/closeOrder', signedClose(orderId, app.merchant.key));
    expect(await create({ payId: 'REOPENED', price })).toMatchObject({ orderId, state: 0 });
    expect(await app.find(orderId)).toMatchObject({ state: 'pending', closedBy: null });
  });

  test('易支付 and V免签 don’t mix: a number belongs to the protocol that it came by', async () => {
    const epay = await app.order({ out_trade_no: 'MIXED-1', money: nextPrice() });
    const refused = await ask('/createOrder', signedOrder(app, { payId: 'MIXED-1', price: '1.00' }));
    expect(refused).toMatchObject({ code: -1, msg: expect.stringContaining('V免签') });
    await create({ payId: 'MIXED-2' });
    await expect(app.order({ out_trade_no: 'MIXED-2' })).rejects.toThrow('易支付');

    const { tradeNo } = epay;
    const unknown = { code: -1, msg: expect.stringContaining('orderId 不存在') };
    expect(await ask('/getOrder', { orderId: tradeNo })).toMatchObject(unknown);
    expect(await check(tradeNo)).toMatchObject(unknown);
    expect(await ask('/closeOrder', signedClose(tradeNo, app.merchant.vmqKey))).toMatchObject(unknown);
    expect(await app.find(tradeNo)).toMatchObject({ state: 'pending', protocol: 'epay' });
    // And an epay order is told of as epay, though the phone is the same.
    await pay({ payType: 1, reallyPrice: (epay.placement?.payableFen ?? 0) / 100 });
    await app.tick();
    const [call] = app.shop.received.filter(({ params }) => params.trade_no === tradeNo);
    const { shop: _own, ...told } = call?.params ?? {};
    expect(verifyEpaySign(told, app.merchant.key)).toBe(true);
  });

  test('the merchant’s own key opens V免签 only where its owner allowed it; each shop is told under the key it used', async () => {
    const wire = { notifyUrl: `${app.shop.url}/notify?shop=1`, returnUrl: `${app.shop.url}/return` };
    const order = { payId: 'VW-20', price: nextPrice(), ...wire };
    const withEpayKey = () => ask('/createOrder', signedOrder(app, order, app.merchant.key));
    expect(await withEpayKey()).toMatchObject({ code: -1, msg: expect.stringContaining('通讯密钥') });
    const allow = async (vmqEpayKey: boolean) => {
      const merchant = await app.services.merchants.get(app.place.db, app.merchant.pid);
      await app.services.merchants.saveRules(app.place.db, merchant.pid, { ...merchant.rules, vmqEpayKey });
      app.services.directory.forget(merchant.pid);
    };
    await allow(true);
    const old = await withEpayKey();
    expect(old).toMatchObject({ code: 1 });
    const fresh = await create({ payId: 'VW-20B' });
    // Its shop was given the V免签 key while an order of it was open.
    const moved = (
      await ask('/createOrder', signedOrder(app, { ...order, payId: 'VW-20C' }, app.merchant.key))
    ).data;
    await ask('/createOrder', signedOrder(app, { ...order, payId: 'VW-20C' }));
    await allow(false);
    expect(await withEpayKey()).toMatchObject({ code: -1 });
    for (const data of [old.data, fresh, moved]) await pay(data);
    await app.tick();
    const keyOf = (payId: string) => {
      const { shop: _own, ...told } = toldOf(payId)[0]?.params ?? {};
      return ['key', 'vmqKey'].find((key) => isVmqSigned(told, app.merchant[key as 'key' | 'vmqKey']));
    };
    expect([keyOf('VW-20'), keyOf('VW-20B'), keyOf('VW-20C')]).toEqual(['key', 'vmqKey', 'vmqKey']);
    const back = new URL((await check(old.data.orderId)).data).searchParams;
    expect(isVmqSigned(Object.fromEntries(back), app.merchant.key)).toBe(true);
    const { data } = await check(fresh.orderId);
    const { order_id: _, ...returned } = Object.fromEntries(new URL(data).searchParams);
    expect(isVmqSigned(returned, app.merchant.vmqKey)).toBe(true);
  });

  test('the merchant is the one whose key signed; pid or id may name it', async () => {
    const other = await buildMerchant(app.place.db);
    app.services.directory.forget(other.pid);
    const theirs = await ask('/createOrder', signedOrder(app, {}, other.vmqKey));
    expect(theirs).toMatchObject({ code: -1, msg: expect.stringContaining('没有可用的收款码') });
    const pid = String(app.merchant.pid);
    for (const naming of [{ pid }, { id: pid }]) {
      const order = await app.find((await create({ ...naming })).orderId);
      expect(order.pid).toBe(app.merchant.pid);
    }
    for (const naming of [{ pid: String(other.pid) }, { id: 'nobody' }]) {
      expect(await ask('/createOrder', signedOrder(app, naming))).toMatchObject({ code: -1, data: null });
    }
    const { orderId } = await create();
    expect(await ask('/closeOrder', signedClose(orderId, other.vmqKey))).toMatchObject({
      code: -1,
      msg: expect.stringContaining('不存在'),
    });
    expect(await stateOf(orderId)).toBe(0);
  });

  test('closeOrder closes a waiting order once; its amount stays taken for the grace time', async () => {
    const price = nextPrice();
    const { orderId } = await create({ price });
    const { vmqKey: key, rules } = app.merchant;
    expect(await ask('/closeOrder', { orderId, sign: 'f'.repeat(32) })).toMatchObject({
      code: -1,
      msg: expect.stringContaining('sign'),
    });
    expect(await stateOf(orderId)).toBe(0);
    const form = new URLSearchParams(signedClose(orderId, key)).toString();
    expect(await post('/closeOrder', form)).toEqual({ status: 200, code: 1, msg: '成功', data: null });
    const closed = await app.find(orderId);
    expect(closed).toMatchObject({ state: 'closed', heldUntil: app.clock.now() + rules.graceMs });
    expect(await stateOf(orderId)).toBe(-1);
    expect(await check(orderId)).toMatchObject({ code: -1, msg: '订单已过期' });
    expect(await ask('/closeOrder', signedClose(orderId, key))).toMatchObject({ code: -1, data: null });
    const next = await create({ price });
    expect(next.reallyPrice).toBeGreaterThan(Number(price));
    expect(await ask('/closeOrder', signedClose(UNKNOWN, key))).toMatchObject({ code: -1 });
  });

  test('an expired order says so, and a late payment within the grace still counts', async () => {
    const data = await create();
    await app.tick(301_000);
    expect(await app.find(data.orderId)).toMatchObject({ state: 'expired' });
    expect(await check(data.orderId)).toMatchObject({ code: -1, msg: '订单已过期' });
    expect(await ask('/closeOrder', signedClose(data.orderId, app.merchant.vmqKey))).toMatchObject({
      code: -1,
    });
    await pay(data);
    await app.tick();
    expect(await app.find(data.orderId)).toMatchObject({ state: 'paid', odd: ['late'] });
    expect(await check(data.orderId)).toMatchObject({ code: 1 });
  });

  test('a shop that refuses: state 2 and no return address before its time; told again until success', async () => {
    const data = await create({ payId: 'REFUSED' });
    app.shop.next({ body: 'error' });
    await pay(data);
    await app.services.notifier.idle();
    expect(toldOf('REFUSED')).toHaveLength(1);
    expect(await stateOf(data.orderId)).toBe(2);
    expect(await check(data.orderId)).toMatchObject({ code: -1, msg: expect.stringContaining('已支付') });
    app.clock.advance(RETURN_AFTER_MS);
    expect(await check(data.orderId)).toMatchObject({ code: 1, data: expect.stringContaining('REFUSED') });
    await app.tick(60_000);
    expect(toldOf('REFUSED')).toHaveLength(2);
    expect(await stateOf(data.orderId)).toBe(1);
  });

  test('the old panel address with pid and sign is still the panel’s', async () => {
    const { pid, key } = app.merchant;
    await create();
    const sign = createHash('md5').update(`${pid}${key}`).digest('hex');
    const answer = await fetch(`${app.url}/checkOrder/${pid}/${sign}`);
    expect(await answer.json()).toMatchObject({ msg: expect.stringContaining('个新订单') });
    expect(await (await fetch(`${app.url}/checkOrder/${pid}`)).text()).toContain('参数错误');
    for (const path of ['/checkOrder', '/checkOrder/', '//checkOrder']) {
      expect(await send(path)).toMatchObject({ code: -1, msg: expect.stringContaining('orderId') });
    }
  });

  describe('bad input is refused as JSON in Chinese, and writes nothing', () => {
    const countOrders = async () =>
      Number((await app.place.db('orders').count({ count: '*' }).first())?.count);
    const without = (field: string, fields: Fields) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));

    test.each(['payId', 'type', 'price', 'sign'])('createOrder without %s', async (field) => {
      const before = await countOrders();
      for (const fields of [without(field, signedOrder(app)), { ...signedOrder(app), [field]: '' }]) {
        const named = { code: -1, msg: expect.stringContaining(field) };
        expect(await ask('/createOrder', fields)).toMatchObject(named);
        expect(await post('/createOrder', new URLSearchParams(fields).toString())).toMatchObject(named);
      }
      const array = new URLSearchParams([
        ...Object.entries(without(field, signedOrder(app))),
        [`${field}[]`, '1'],
      ]);
      expect(await send(`/createOrder?${array}`)).toMatchObject({ msg: expect.stringContaining(field) });
      expect(await countOrders()).toBe(before);
    });

    test('signed, but with values that the rules refuse', async () => {
      const before = await countOrders();
      for (const [field, value] of [
        ['price', '0'],
        ['price', '-1.00'],
        ['price', '1.001'],
        ['price', '1.0E9'],
        ['price', '1,000'],
        ['type', '3'],
        ['payId', '订单 1'],
        ['payId', 'x'.repeat(65)],
        ['param', 'x'.repeat(2_001)],
        ['param', 'a\0b'],
        ['notifyUrl', 'ftp://shop.example/'],
        ['returnUrl', 'javascript:alert(1)'],
      ] as const) {
        const answer = await ask('/createOrder', signedOrder(app, { [field]: value }));
        expect(answer, value).toMatchObject({ code: -1, msg: expect.stringContaining(field) });
      }
      expect(await countOrders()).toBe(before);
    });

    test('a signature over anything but the texts as sent', async () => {
      const before = await countOrders();
      const good = signedOrder(app, { price: '10.0' });
      for (const changed of [
        { ...good, price: '10.00' },
        { ...good, param: '' },
        { ...good, payId: `${good.payId}0` },
        { ...good, sign: (good.sign ?? '').toUpperCase() },
        { ...good, sign: '0'.repeat(32) },
      ]) {
        expect(await ask('/createOrder', changed)).toMatchObject({
          code: -1,
          msg: expect.stringContaining('签名'),
        });
      }
      expect(await countOrders()).toBe(before);
    });

    test('the last of a repeated field counts, as PHP has it; arrays that nobody signed count for nothing', async () => {
      const form = signedOrder(app, { price: nextPrice() });
      const first = new URLSearchParams([['price', '0.01'], ...Object.entries(form), ['goods[]', '1']]);
      const answer = await send(`/createOrder?${first}`);
      expect(answer).toMatchObject({ code: 1, data: { price: Number(form.price) } });
      const last = new URLSearchParams([...Object.entries(form), ['price', '0.01']]);
      expect(await send(`/createOrder?${last}`)).toMatchObject({ code: -1 });
    });

    test.each(['/getOrder', '/checkOrder', '/closeOrder', '/createOrder'])('%s', async (path) => {
      const before = await countOrders();
      expect(await send(path)).toMatchObject({ code: -1, msg: expect.stringContaining('缺少参数') });
      const sign = 'f'.repeat(32);
      for (const orderId of ['1', UNKNOWN, "' or 1=1", '../x', '\0', '订单', 'x'.repeat(4_000)]) {
        expect(await ask(path, { orderId, sign })).toMatchObject({ code: -1 });
      }
      for (const query of [
        'orderId[]=1',
        'orderId[a]=1',
        '__proto__=1',
        '%',
        '%zz=%',
        'sign=1&sign=2',
        '&&==',
      ]) {
        expect(await send(`${path}?${query}`)).toMatchObject({ code: -1 });
        expect(await post(path, query)).toMatchObject({ code: -1 });
      }
      for (const [body, headers] of [
        [`orderId=${'x'.repeat(70_000)}`, FORM],
        ['{"orderId":"1"}', { 'content-type': 'application/json' }],
        ['rubbish', { 'content-type': 'multipart/form-data; boundary=x' }],
        ['rubbish', { ...FORM, 'content-encoding': 'gzip' }],
        ['', {}],
      ] as [string, Fields][]) {
        expect(await post(path, body, headers)).toMatchObject({ code: -1 });
      }
      expect(await send(path, { method: 'PUT' })).toMatchObject({ code: -1 });
      expect(await countOrders()).toBe(before);
    });

    test('addresses below them that do not exist', async () => {
      for (const path of ['/createOrder/x', '/getOrder/x', '/closeOrder/x/y']) {
        expect(await send(path)).toMatchObject({ code: -1 });
      }
    });
  });

  test('bad signatures and guessed numbers are limited by caller; a shop that signs rightly never is', async () => {
    const signer = newCaller();
    let last = 200;
    for (let i = 0; i < 61; i++)
      last = (await ask('/createOrder', { ...signedOrder(app), price: '3' }, signer)).status;
    expect(last).toBe(429);
    const good = signedOrder(app, { price: nextPrice() });
    for (let i = 0; i < 3; i++) expect(await ask('/createOrder', good, signer)).toMatchObject({ code: 1 });

    const guesser = newCaller();
    for (let i = 0; i < 61; i++) last = (await ask('/checkOrder', { orderId: UNKNOWN }, guesser)).status;
    expect(last).toBe(429);
    const { orderId } = await create();
    expect(await ask('/getOrder', { orderId }, guesser)).toMatchObject({ code: 1 });
  });

  test('the vectors: their requests make orders, and the known notification comes of it', async () => {
    const vector = (id: string) => {
      const found = vmqVectors.find((one) => one.id === id);
      if (!found) throw new Error(`no vector ${id}`);
      return found;
    };
    const { key } = vector('vmq-07');
    await app.place
      .db('merchants')
      .where({ pid: app.merchant.pid })
      .update({ vmq_key_sealed: testVault.seal(key) });
    app.services.directory.forget(app.merchant.pid);
    const rules = { ...app.merchant.rules, slotLimitFen: 1 };
    const addresses = { vmqNotifyUrl: `${app.shop.url}/vector`, vmqReturnUrl: `${app.shop.url}/return` };
    await app.services.merchants.saveRules(app.place.db, app.merchant.pid, { ...rules, ...addresses });
    app.services.directory.forget(app.merchant.pid);

    const p2 = await ask('/createOrder', vector('vmq-08').query);
    expect(p2).toMatchObject({ code: 1, data: { payId: 'P2', payType: 1, price: 9.99 } });
    // 0.10 is taken, so that the buyer of P1 must pay 0.11, as the notification's vector has it.
    await ask('/createOrder', signedOrder(app, { type: '2', price: '0.10' }, key));
    const p1 = await ask('/createOrder', vector('vmq-07').query);
    expect(p1).toMatchObject({ code: 1, data: { payId: 'P1', payType: 2, price: 0.1, reallyPrice: 0.11 } });
    app.clock.advance(10_000);
    expect(await ask('/appPush', signedPush(app, '2', '0.11'))).toMatchObject({ code: 1 });
    await app.tick();
    expect(app.shop.at('/vector').map(({ params }) => params)).toEqual([vector('vmq-09').query]);
  });
});
