import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receipts } from '../../src/flow/receipts/index.ts';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { databases } from '../support/database.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

describe.each(databases.filter(({ available }) => available))('one sale on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name);
  });
  afterAll(() => app.stop());

  const state = async (tradeNo: string) => (await fetch(`${app.url}/getOrderState/${tradeNo}`)).json();

  test('submit → cashier → paid at the platform → paid, notified once, back to the shop', async () => {
    const form = app.form({ money: '10.5', name: 'VIP会员 <b>"1"</b>', param: '{"uid":7}' });
    const submitted = await fetch(`${app.url}/submit.php?${new URLSearchParams(form)}`, {
      redirect: 'manual',
    });
    expect(submitted.status).toBe(302);
    const cashier = submitted.headers.get('location') ?? '';
    expect(cashier).toMatch(new RegExp(`^${app.url}/Pay/console/\\d{32}$`));

    const page = await (await fetch(cashier)).text();
    expect(page).toContain('10.50');
    expect(page).not.toContain('<b>"1"</b>');

    const tradeNo = cashier.slice(-32);
    expect(await state(tradeNo)).toMatchObject({ order_id: tradeNo, state: 0, passtime: 300 });

    const order = await app.find(tradeNo);
    await app.tick(4_000);
    const paidAt = app.clock.now();
    const number = app.pay(order);
    await app.tick(4_000);

    expect(await app.find(tradeNo)).toMatchObject({ state: 'paid', odd: [] });
    expect(app.shop.received).toHaveLength(1);
    const [call] = app.shop.at('/notify');
    expect(call).toMatchObject({
      method: 'GET',
      params: {
        shop: '1',
        pid: String(app.merchant.pid),
        trade_no: tradeNo,
        out_trade_no: form.out_trade_no,
        type: 'wxpay',
        name: 'VIP会员 <b>"1"</b>',
        money: '10.50',
        param: '{"uid":7}',
        trade_status: 'TRADE_SUCCESS',
        sign_type: 'MD5',
      },
    });
    // The shop's own query is its own; what is signed is what we added.
    const { shop: _own, ...told } = call?.params ?? {};
    expect(verifyEpaySign(told, app.merchant.key)).toBe(true);

    const [receipt] = await receipts.listReceipts(app.place.db, { externalId: number }, 10);
    expect(receipt).toMatchObject({
      state: 'used',
      tradeNo,
      paidAt,
      amountFen: 1050,
      terminal: order.placement?.terminal,
    });

    const done = await state(tradeNo);
    expect(done).toMatchObject({ state: 1 });
    const back = new URL(done.return_url);
    expect(`${back.origin}${back.pathname}`).toBe(`${app.shop.url}/return`);
    const { order_id, ...returned } = Object.fromEntries(back.searchParams);
    expect(order_id).toBe('7');
    expect(verifyEpaySign(returned, app.merchant.key)).toBe(true);

    await app.tick(60_000);
    await app.tick(3_600_000);
    expect(app.shop.received).toHaveLength(1);
  });

  test('api.php tells the shop of its order, before and after it was paid', async () => {
    const order = await app.order({ money: '3.00' });
    const ask = async (changes: Record<string, string> = {}) => {
      const query = {
        act: 'order',
        pid: String(app.merchant.pid),
        key: app.merchant.key,
        out_trade_no: order.outTradeNo,
      };
      return (await fetch(`${app.url}/api.php?${new URLSearchParams({ ...query, ...changes })}`)).json();
    };
    expect(await ask()).toMatchObject({
      code: 1,
      trade_no: order.tradeNo,
      money: '3.00',
      status: 0,
      endtime: null,
      type: 'wxpay',
    });
    await app.tick(4_000);
    const number = app.pay(order);
    await app.tick(4_000);
    const paid = await ask({ trade_no: order.tradeNo, out_trade_no: '' });
    expect(paid).toMatchObject({ code: 1, status: 1, api_trade_no: number, pid: app.merchant.pid });
    expect(paid.endtime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(paid.payurl).toBe(`${app.url}/Pay/console/${order.tradeNo}`);
    expect(await ask({ key: 'wrong' })).toMatchObject({ code: -3 });
    expect(await ask({ out_trade_no: 'nobody' })).toMatchObject({ code: -1 });
    expect(await ask({ act: 'refund' })).toMatchObject({ code: -2 });
    expect(await ask({ act: 'nothing' })).toMatchObject({ code: -5 });
  });

  test('without a type the buyer chooses at the cashier', async () => {
    const order = await app.order().then(() => app.form({ type: '', money: '8.88' }));
    const submitted = await fetch(`${app.url}/submit.php`, {
      method: 'POST',
      body: new URLSearchParams(order),
      redirect: 'manual',
    });
    const cashier = submitted.headers.get('location') ?? '';
    const tradeNo = cashier.slice(-32);
    expect(await (await fetch(cashier)).text()).toContain('支付宝');
    const chosen = await fetch(`${cashier}/type`, {
      method: 'POST',
      body: new URLSearchParams({ type: 'alipay' }),
      redirect: 'manual',
    });
    expect(chosen.status).toBe(303);
    const placed = await app.find(tradeNo);
    expect(placed.placement).toMatchObject({ payType: 'alipay', payableFen: 888 });
    await app.tick(4_000);
    app.pay(placed);
    await app.tick(4_000);
    expect(await app.find(tradeNo)).toMatchObject({ state: 'paid' });
    expect(app.shop.at('/notify').at(-1)?.params).toMatchObject({ type: 'alipay', trade_no: tradeNo });
  });

  test('an expired order is paid late within the grace, and is nobody’s after it', async () => {
    const late = await app.order({ money: '20.00' });
    await app.tick(301_000);
    expect(await app.find(late.tradeNo)).toMatchObject({ state: 'expired' });
    expect(await state(late.tradeNo)).toMatchObject({ state: 0, passtime: 0, status: 'expired' });
    app.pay(late);
    const next = await app.order({ money: '20.00' });
    expect(next.placement?.codeId === late.placement?.codeId && next.placement?.payableFen === 2000).toBe(
      false,
    );
    await app.tick(4_000);
    expect(await app.find(late.tradeNo)).toMatchObject({ state: 'paid', odd: ['late'] });
    expect(await app.find(next.tradeNo)).toMatchObject({ state: 'pending' });
  });

  test('money that fits no order stays visible with the reason', async () => {
    const order = await app.order({ money: '30.00' });
    await app.tick(4_000);
    const number = app.pay(order, { amountFen: 2999 });
    await app.tick(4_000);
    expect(await app.find(order.tradeNo)).toMatchObject({ state: 'pending' });
    const [receipt] = await receipts.listReceipts(app.place.db, { externalId: number }, 1);
    expect(receipt).toMatchObject({ state: 'unmatched', reason: 'other_amount' });
    expect(receipt?.why).toContain(order.tradeNo);
  });
});
