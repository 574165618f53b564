import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeByHand } from '../../src/flow/settlement/index.ts';
import { actorNamed } from '../support/actors.ts';
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
    await completeByHand(app.services.settlement, data.orderId, actorNamed('keeper'));
    expect(await facts()).toContain('没有通知任何人');
    const page = await app.keeper.get(`/console/orders/${data.orderId}`);
    expect(page.page.querySelector('form[action$="/resend"]')).toBeNull();
  });

  test('the merchant’s page has the address and the key for V免签 shops; the key only for the password', async () => {
    const page = await app.keeper.get('/console/merchants');
    expect(texts(page, '#vmq-url')).toEqual([`${app.consoleUrl}/`]);
    expect(texts(page, '#vmq-key')).toEqual([]);
    expect(page.text).not.toContain(app.merchant.vmqKey);
    const reveal = 'form[action$="/vmq-key/reveal"]';
    const wrong = await app.keeper.submit(page, { vmq_reveal_password: 'wrong' }, reveal);
    expect(wrong.status).toBe(403);
    expect(wrong.text).not.toContain(app.merchant.vmqKey);
    const shown = await app.keeper.submit(page, { vmq_reveal_password: USER.password }, reveal);
    expect(texts(shown, '#vmq-key')).toEqual([app.merchant.vmqKey]);
    // One key for one job: looking at one shows no other.
    expect(shown.text).not.toContain(app.merchant.key);
    const other = await app.keeper.submit(
      page,
      { reveal_password: USER.password },
      'form[action$="/1000/reveal"]',
    );
    expect(texts(other, '#key')).toEqual([app.merchant.key]);
    expect(other.text).not.toContain(app.merchant.vmqKey);
    expect((await app.audit()).map(({ action }) => action).slice(0, 2)).toEqual([
      'merchant.revealKey',
      'merchant.revealVmqKey',
    ]);
  });

  test('a new V免签 key ends the old one at once, and no other key', async () => {
    const order = (key?: string) =>
      fetch(`${app.url}/createOrder?${new URLSearchParams(signedOrder(app, { price: '31.00' }, key))}`).then(
        (answer) => answer.json(),
      );
    expect(await order()).toMatchObject({ code: 1 });
    const page = await app.keeper.get('/console/merchants');
    const reset = 'form[action$="/vmq-key/reset"]';
    const shown = await app.keeper.submit(page, { vmq_reset_password: USER.password }, reset);
    const [fresh = ''] = texts(shown, '#vmq-key');
    expect(fresh).toMatch(/^[0-9a-f]{32}$/);
    expect(fresh).not.toBe(app.merchant.vmqKey);
    expect(readable(shown)).toContain('新的通讯密钥已生效');
    expect(await order()).toMatchObject({ code: -1 });
    expect(await order(fresh)).toMatchObject({ code: 1 });
    expect((await app.order({ money: '32.00' })).state).toBe('pending');
    expect((await app.audit())[0]).toMatchObject({ action: 'merchant.resetVmqKey', detail: {} });
    expect(JSON.stringify(await app.audit())).not.toContain(fresh);
  });

  test('the merchant’s key is no V免签 key until the owner says so', async () => {
    const order = async () => {
      const query = new URLSearchParams(signedOrder(app, { price: '33.00' }, app.merchant.key));
      return (await fetch(`${app.url}/createOrder?${query}`)).json();
    };
    expect(await order()).toMatchObject({ code: -1, msg: expect.stringContaining('通讯密钥') });
    const form = 'form[action$="/1000/vmq"]';
    await app.keeper.submit(await app.keeper.get('/console/merchants'), { vmqEpayKey: '1' }, form);
    expect(await order()).toMatchObject({ code: 1 });
    expect((await app.audit())[0]).toMatchObject({ detail: { vmqEpayKey: [false, true] } });
    await app.keeper.submit(await app.keeper.get('/console/merchants'), {}, form);
    expect(await order()).toMatchObject({ code: -1 });
  });
});
