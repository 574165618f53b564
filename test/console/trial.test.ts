import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode, codes } from '../../src/flow/accounts/index.ts';
import { listEvents } from '../../src/flow/events/index.ts';
import { notifications } from '../../src/flow/notifications/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { withInsideShop } from '../../src/flow/trial/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { payableOf } from '../support/start-app.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { addMerchantWithThings, logInAs } from './two-merchants.ts';

describe.each(databases.filter(({ available }) => available))('支付测试, on $name', ({ name }) => {
  let app: ConsoleApp;
  let codeId: number;
  beforeAll(async () => {
    app = await startConsole(name, { terminals: ['T-1', 'T-2'] });
    codeId = app.codeIds[1] ?? 0;
  });
  afterAll(() => app.stop());

  const begin = async (code: string, amount = '0.01') => {
    const form = await app.keeper.get('/console/trial');
    return app.keeper.submit(form, { code, amount }, 'form[action="/console/trial"]');
  };
  const limit = async (least: string) => {
    const path = `/console/accounts/${app.accountId}/codes/${codeId}`;
    const form = await app.keeper.get(path);
    await app.keeper.submit(form, { min_amount: least }, `form[action="${path}/limits"]`);
  };
  const orderOf = async ({ location }: Visit): Promise<Order> => app.find(location?.split('/').at(-1) ?? '');
  const lights = async ({ tradeNo }: Order) => {
    const page = await app.keeper.get(`/console/trial/${tradeNo}/live`);
    return page.page
      .querySelectorAll('[data-light]')
      .map((one) => `${one.getAttribute('data-light')} ${one.classNames.replace('trial-step is-', '')}`);
  };

  test('the first page names it before the shop, and goes on doing so until a shop’s order comes', async () => {
    const steps = async () => texts(await app.keeper.get('/console'), '.step strong');
    expect((await steps()).slice(-2)).toEqual(['试付一分钱', '连接商城']);
    const order = await orderOf(await begin(`${codeId}:wxpay`, '0.05'));
    expect((await steps()).slice(-2)).toEqual(['试付一分钱', '连接商城']);
    app.pay(order);
    await app.tick(4 * SECOND);
    const home = await app.keeper.get('/console');
    expect(texts(home, '.step-done strong')).toContain('试付一分钱');
    expect(texts(home, '.step-now strong')).toEqual(['连接商城']);
  });

  test('a light goes on for each thing that happens, and the house’s own shop is told without a call', async () => {
    const calls = app.shop.received.length;
    const order = await orderOf(await begin(`${codeId}:alipay`, '0.01'));
    expect(order).toMatchObject({ protocol: 'trial', pid: app.merchant.pid, state: 'pending', moneyFen: 1 });
    expect(order.placement).toMatchObject({ codeId, payType: 'alipay', payableFen: 1 });
    const page = await app.keeper.get(`/console/trial/${order.tradeNo}`);
    expect(page.page.querySelector('img.trial-code')?.getAttribute('src')).toMatch(/^data:image\/svg/);
    expect((await lights(order)).slice(0, 2)).toEqual(['created done', 'shown done']);

    await app.tick(4 * SECOND);
    expect((await lights(order)).slice(2)).toEqual([
      'heard done',
      'receipt now',
      'matched waits',
      'told waits',
    ]);
    app.pay(order);
    await app.tick(4 * SECOND);
    expect((await lights(order)).map((light) => light.split(' ')[1])).toEqual(Array(6).fill('done'));
    const done = await app.keeper.get(`/console/trial/${order.tradeNo}`);
    expect(texts(done, '#trial-pay-title').join()).toBe('全部走通，用时 8 秒');
    expect((await notifications.findNotification(app.place.db, order.tradeNo))?.state).toBe('acknowledged');
    expect(app.shop.received).toHaveLength(calls);
    expect((await app.audit()).find(({ action }) => action === 'trial.begin')).toMatchObject({
      subject: `order ${order.tradeNo}`,
      pid: app.merchant.pid,
    });
    const events = await listEvents(app.place.db, 'all', { limit: 20 });
    expect(events.some(({ what, tradeNo }) => what === 'trial.begin' && tradeNo === order.tradeNo)).toBe(
      true,
    );
    expect(readable(await app.keeper.get(`/console/orders/${order.tradeNo}`))).toContain('内置的测试商城');
    expect(readable(await app.keeper.get('/console/audit'))).toContain('开始支付测试');
  });

  test('it takes the chosen code whosever turn it is, and no other where that one takes none: it says why', async () => {
    for (let i = 0; i < 3; i++)
      expect((await orderOf(await begin(`${codeId}:wxpay`))).placement?.codeId).toBe(codeId);
    const before = await app.place.db('orders').count({ n: '*' }).first();
    await limit('1');
    const refused = await begin(`${codeId}:wxpay`);
    expect(refused.status).toBe(400);
    expect(texts(refused, '#code-problem').join()).toMatch(/不接单.*1\.00/);
    await limit('');
    expect(await app.place.db('orders').count({ n: '*' }).first()).toEqual(before);
  });

  test('what is typed wrongly is told beside it, and nothing is made', async () => {
    for (const amount of ['', '0', '0.001', '-1', '100.01', 'abc', '1e3']) {
      const answer = await begin(`${codeId}:wxpay`, amount);
      expect([answer.status, texts(answer, '#amount-problem').length], amount).toEqual([400, 1]);
    }
    for (const code of ['', '99999:wxpay', `${codeId}:gold`, `${codeId}`, "1' or 1=1"]) {
      const answer = await begin(code);
      expect([answer.status, texts(answer, '#code-problem').length], code).toEqual([400, 1]);
    }
  });

  test('another merchant’s codes are not offered, nor taken, and his trials are not there', async () => {
    const theirs = await addMerchantWithThings(app, '别家');
    const manager = await logInAs(app, 'manager', [theirs.pid]);
    const form = await manager.get('/console/trial');
    expect(form.page.querySelector(`option[value^="${codeId}:"]`)).toBeNull();
    const answer = await manager.submit(
      form,
      { code: `${codeId}:wxpay`, amount: '0.01' },
      'form[action="/console/trial"]',
    );
    expect(answer.status).toBe(400);
    const order = await orderOf(await begin(`${codeId}:wxpay`));
    expect((await manager.get(`/console/trial/${order.tradeNo}`)).status).toBe(404);
    const ofShop = await app.order();
    expect((await app.keeper.get(`/console/trial/${ofShop.tradeNo}`)).status).toBe(404);
  });

  test('its time over, the page says so and offers the same once more', async () => {
    const order = await orderOf(await begin(`${codeId}:wxpay`, '0.09'));
    app.clock.advance(6 * MINUTE);
    await app.tick();
    const page = await app.keeper.get(`/console/trial/${order.tradeNo}`);
    expect(texts(page, '#trial-pay-title').join()).toBe('没有等到付款');
    const again = page.page.querySelector('.trial-pay .btn-primary')?.getAttribute('href') ?? '';
    const form = await app.keeper.get(again);
    expect(form.page.querySelector('option[selected]')?.getAttribute('value')).toBe(`${codeId}:wxpay`);
    expect(form.page.querySelector('#amount')?.getAttribute('value')).toBe('0.09');
  });

  test('trials that nobody pays do not make the code rest, as a shop’s orders would', async () => {
    const runOf = async () => {
      const row = await app.place
        .db('code_days')
        .where({ code_id: codeId })
        .max({ run: 'unpaid_run' })
        .first();
      return Number(row?.run ?? 0);
    };
    const before = await runOf();
    for (let n = 0; n < 3; n++) await begin(`${codeId}:wxpay`, '0.40');
    app.clock.advance(11 * MINUTE);
    await app.tick();
    expect(await runOf()).toBe(before);
    for (let n = 0; n < 2; n++) await app.order({ money: '40.00' });
    app.clock.advance(11 * MINUTE);
    await app.tick();
    const rows = await app.place.db('code_days').where('unpaid_run', '>', 0);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('asked on demand, it is asked once its owner says that he has paid', async () => {
    const account = () => app.place.db('accounts').where({ id: app.accountId });
    await account().update({ mode: 'on_demand' });
    const order = await orderOf(await begin(`${codeId}:wxpay`, '0.20'));
    app.pay(order);
    await app.tick(10 * SECOND);
    expect((await app.find(order.tradeNo)).state).toBe('pending');
    const page = await app.keeper.get(`/console/trial/${order.tradeNo}`);
    const address = `/console/trial/${order.tradeNo}`;
    const pressed = await app.keeper.submit(page, {}, `form[action="${address}/paid"]`);
    expect(pressed.location).toBe(address);
    await app.tick(SECOND);
    expect((await lights(order)).at(-1)).toBe('told done');
    await account().update({ mode: 'continuous' });
  });

  test('a notification of a likely kind is confirmed on the way', async () => {
    const phone = await startForwarder(app, '测试的手机');
    await phone.heartbeat();
    const [own] = await codes.listCodes(app.place.db, [phone.accountId]);
    const order = await orderOf(await begin(`${own?.id}:wxpay`, '0.30'));
    expect((await lights(order))[2]).toBe('heard now');
    await phone.push({ title: '微信支付', msg: `二维码收款到账${payableOf(order)}元` });
    await app.tick();
    expect((await lights(order)).slice(2, 4)).toEqual(['heard done', 'receipt now']);
    const address = `/console/trial/${order.tradeNo}`;
    const page = await app.keeper.get(address);
    expect(texts(page, '.trial-stray').join()).toContain('收到 ¥0.30');
    await app.keeper.submit(page, {}, `form[action="${address}/confirm"]`);
    await app.tick();
    expect((await lights(order)).at(-1)).toBe('told done');
  });

  test('an account that no device was heard of says so before anything is made', async () => {
    const unheard = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
      ...{ login: '没接上的', mode: 'continuous', intervalMs: 3_000, settings: {} },
    });
    const own = await addCode(app.services.accountDeps, unheard, {
      ...{ kind: 'personal', label: '', style: 'link', content: 'wxp://f2f0abc', payTypes: ['wxpay'] },
    });
    const refused = await begin(`${own}:wxpay`);
    expect(refused.status).toBe(400);
    expect(texts(refused, '#code-problem').join()).toContain('不接单');
  });
});

test('the house’s own shop says success to what is signed rightly, and to nothing else', async () => {
  const merchant = { pid: 1000, key: 'k'.repeat(32) };
  const outside = { get: never, postForm: never };
  const shop = withInsideShop(outside, {
    find: async (pid: number) => (pid === 1000 ? (merchant as never) : undefined),
  });
  const params = { pid: '1000', trade_no: '2026', money: '0.01', trade_status: 'TRADE_SUCCESS' };
  const sign = epaySign(params, merchant.key);
  const ask = async (fields: Record<string, string>) =>
    (await shop.get(`https://trial-shop.invalid/notify?${new URLSearchParams(fields)}`)).bodyText;
  expect(await ask({ ...params, sign })).toBe('success');
  expect(await ask({ ...params, money: '1.00', sign })).toBe('fail');
  expect(await ask({ ...params, pid: '1001', sign })).toBe('fail');
  expect(await ask(params)).toBe('fail');
  const form = new URLSearchParams({ ...params, sign }).toString();
  expect((await shop.postForm('https://trial-shop.invalid/notify', form)).bodyText).toBe('success');
  await expect(shop.get('https://trial-shop.invalid.example/notify')).rejects.toThrow('outside');
  await expect(shop.get('https://trial-shop.invalid/notify/../x')).rejects.toThrow('outside');
});

async function never(): Promise<never> {
  throw new Error('outside');
}
