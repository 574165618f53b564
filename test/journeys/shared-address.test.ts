import { afterAll, beforeAll, expect, test } from 'vitest';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { signedClose, signedOrder } from '../support/vmq-shop.ts';

/** Everybody comes from one address, as behind a proxy that nobody told us of, and a stranger there fails all the time. */
let app: TestApp;
let phone: Forwarder;
beforeAll(async () => {
  app = await startApp('sqlite', { terminals: ['T-1'] });
  phone = await startForwarder(app, '店里');
});
afterAll(() => app.stop());

const send = (path: string, fields: Record<string, string>) =>
  fetch(`${app.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
const forged = 'f'.repeat(32);
const heart = (key: string) => {
  const t = String(app.clock.now());
  return { t, sign: vmqSign('appHeart', { t }, key) };
};

/** Fails until the limit says so. */
async function fail(work: () => Promise<{ status: number }>): Promise<void> {
  for (let i = 0; i < 70; i++) if ((await work()).status === 429) return;
  throw new Error('nobody was ever told to slow down');
}

test('a stranger’s bad signatures keep no shop and no phone of that address from being heard', async () => {
  await fail(() => send('/mapi.php', { ...app.form(), sign: forged }));
  expect((await app.order()).state).toBe('pending');
  expect((await send('/submit.php', app.form({ money: '12.00' }))).status).toBeLessThan(400);
  const query = { act: 'order', pid: String(app.merchant.pid), out_trade_no: 'x' };
  await fail(() => send('/api.php', { ...query, key: forged }));
  const asked = await send('/api.php', { ...query, key: app.merchant.key });
  expect(asked.status).toBe(200);

  await fail(() => send('/createOrder', { ...signedOrder(app), sign: forged }));
  const created = await (await send('/createOrder', signedOrder(app, { price: '13.00' }))).json();
  expect(created).toMatchObject({ code: 1 });
  await fail(() => send('/closeOrder', { orderId: created.data.orderId, sign: forged }));
  await fail(() => send('/getOrder', { orderId: '1'.repeat(32) }));
  expect(await (await send('/getOrder', { orderId: created.data.orderId })).json()).toMatchObject({
    code: 1,
  });
  const closed = await send('/closeOrder', signedClose(created.data.orderId, app.merchant.vmqKey));
  expect(await closed.json()).toMatchObject({ code: 1 });

  await fail(() => phone.push({ msg: '个人收款码到账¥1.00', secret: 'not the secret' }));
  expect(await phone.push({ msg: '个人收款码到账¥1.00' })).toEqual({ status: 200, text: '200' });
  await fail(() => send('/appHeart', heart(forged)));
  const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
  expect(await (await send('/appHeart', heart(key))).json()).toMatchObject({ code: 1 });

  await fail(() => fetch(`${app.url}/getOrderState/${'1'.repeat(32)}`));
  const { tradeNo } = await app.order();
  expect((await fetch(`${app.url}/getOrderState/${tradeNo}`)).status).toBe(200);
  expect((await fetch(`${app.url}/Pay/console/${tradeNo}`)).status).toBe(200);
});
