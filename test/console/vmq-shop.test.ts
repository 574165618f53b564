import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeByHand } from '../../src/flow/settlement/index.ts';
import { databases } from '../support/database.ts';
import { addVmqCodes, signedOrder } from '../support/vmq-shop.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

describe.each(databases.filter(({ available }) => available))('V免签 in the console on $name', ({ name }) => {
  let app: ConsoleApp;
  beforeAll(async () => {
    app = await startConsole(name);
    await addVmqCodes(app);
  });
  afterAll(() => app.stop());

  test('an order says that it came by V免签, in the facts and where its life begins; one of 易支付 does not', async () => {
    const query = new URLSearchParams(signedOrder(app, { payId: 'VMQ-1' }));
    const { data } = await (await fetch(`${app.url}/createOrder?${query}`)).json();
    const page = await app.keeper.get(`/console/orders/${data.orderId}`);
    expect(readable(page)).toContain('接口V免签');
    expect(texts(page, '.moment p')).toContain('通过 V免签 接口提交');
    const english = await app.keeper.get(`/console/orders/${data.orderId}`, { 'accept-language': 'en' });
    expect(texts(english, '.moment p')).toContain('Submitted over V免签');

    const epay = await app.order({ money: '20.00' });
    const other = await app.keeper.get(`/console/orders/${epay.tradeNo}`);
    expect(other.text).not.toContain('V免签');
    const list = await app.keeper.get('/console/orders');
    expect(readable(list)).toContain('VMQ-1');
  });

  test('an order that names no address says that nobody is told', async () => {
    const {
      notifyUrl: _notify,
      returnUrl: _return,
      ...fields
    } = signedOrder(app, { payId: 'VMQ-2', price: '31.00' });
    const { data } = await (await fetch(`${app.url}/createOrder?${new URLSearchParams(fields)}`)).json();
    const facts = async () => readable(await app.keeper.get(`/console/orders/${data.orderId}`));
    expect(await facts()).toContain('没有：付款后无处可通知');
    expect(await facts()).not.toContain('没有通知任何人');
    await completeByHand(app.services.settlement, data.orderId, 'keeper');
    expect(await facts()).toContain('没有通知任何人');
    const page = await app.keeper.get(`/console/orders/${data.orderId}`);
    expect(page.page.querySelector('form[action$="/resend"]')).toBeNull();
  });

  test('the merchant’s page has the address and the key for V免签 shops; the key only for the password', async () => {
    const page = await app.keeper.get('/console/merchants');
    expect(texts(page, '#vmq-url')).toEqual([`${app.consoleUrl}/`]);
    expect(texts(page, '#vmq-key')).toEqual([]);
    expect(page.text).not.toContain(app.merchant.key);
    const shown = await app.keeper.submit(
      page,
      { reveal_password: USER.password },
      'form[action$="/reveal"]',
    );
    expect(texts(shown, '#vmq-key')).toEqual([app.merchant.key]);
  });
});
