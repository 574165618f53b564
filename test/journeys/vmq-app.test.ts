import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { type VmqCall, vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { forwarderOf, hearOnce } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

type Params = Record<string, string>;
interface Told {
  code: number;
  msg: string;
  data: { lastheart: string; lastpay: string; jkstate: string } | null;
}

describe.each(databases.filter(({ available }) => available))('the V免签 app on $name', ({ name }) => {
  let app: TestApp;
  afterEach(() => app.stop());

  /** A merchant with WeChat accounts that the app speaks for, one personal code each. Returns their ids. */
  async function start(...logins: string[]): Promise<number[]> {
    app = await startApp(name, { terminals: [], rules: { vmqEpayKey: true } });
    const ids: number[] = [];
    for (const login of logins) {
      const form = { login, mode: 'continuous' as const, intervalMs: 3 * SECOND, settings: {} };
      const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', form);
      const code = { kind: 'personal', label: '', payTypes: ['wxpay' as const], style: 'link' as const };
      await addCode(app.services.accountDeps, id, { ...code, content: `wxp://${login}` });
      await hearOnce(app, id);
      ids.push(id);
    }
    return ids;
  }

  const appKey = () => app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
  const now = () => String(app.clock.now());
  const send = async (call: string, params: Params): Promise<Told> =>
    (await fetch(`${app.url}/${call}?${new URLSearchParams(params)}`)).json();
  const signed = (call: VmqCall, params: Params, key: string) => ({
    ...params,
    sign: vmqSign(call, params, key),
  });
  const heartbeat = async (key: string) => send('appHeart', signed('appHeart', { t: now() }, key));
  const push = async (price: string, key: string) =>
    send('appPush', signed('appPush', { t: now(), type: '1', price }, key));
  const state = async (order: Order) => (await app.find(order.tradeNo)).state;
  const kept = async () =>
    (await receipts.listReceipts(app.place.db, {}, 10)).map((receipt) => [receipt.state, receipt.reason]);

  test('heartbeat, push, state: the order is paid once, however often the push is sent', async () => {
    await start('店里');
    const key = await appKey();
    expect(await heartbeat(key)).toMatchObject({ code: 1 });
    expect(await heartbeat('f'.repeat(32))).toMatchObject({ code: -1 });
    const heardAt = String(Math.floor(app.clock.now() / SECOND));
    const order = await app.order({ money: '55.00' });
    app.clock.advance(10 * SECOND);
    const pushed = signed('appPush', { t: now(), type: '1', price: payableOf(order) }, key);
    expect(await send('appPush', pushed)).toMatchObject({ code: 1 });
    expect(await send('appPush', { ...pushed, force_push: 'true' })).toMatchObject({ code: 1 });
    await app.tick();
    expect(await state(order)).toBe('paid');
    expect(app.shop.received).toHaveLength(1);
    const paidAt = String(Math.floor(app.clock.now() / SECOND));
    app.clock.advance(SECOND);
    expect(await send('getState', signed('getState', { t: now() }, key))).toMatchObject({
      code: 1,
      data: { lastheart: heardAt, lastpay: paidAt, jkstate: '1' },
    });
  });

  test('its key is made by chance, the same until the device is forgotten, and another one then', async () => {
    await start('店里');
    const key = await appKey();
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(await appKey()).toBe(key);
    expect(await heartbeat(key)).toMatchObject({ code: 1 });
    const [device] = await app.services.devices.list(app.place.db, app.clock.now());
    await app.services.devices.remove(app.place.db, device?.id ?? 0);
    app.clock.advance(SECOND);
    expect(await heartbeat(key)).toMatchObject({ code: -1 });
    expect(await appKey()).not.toBe(key);
  });

  test('the merchant’s key is good as long as the owner accepts it for the account that the money came to', async () => {
    const [id = 0] = await start('店里');
    const { key } = app.merchant;
    expect(await heartbeat(key)).toMatchObject({ code: 1 });
    const order = await app.order({ money: '20.00' });
    app.clock.advance(5 * SECOND);
    await app.services.accounts.saveListening(app.place.db, id, { acceptKey: false, silentAfterMs: 90_000 });
    expect(await push(payableOf(order), key)).toMatchObject({ code: -1, msg: '签名校验不通过' });
    expect(await heartbeat(key)).toMatchObject({ code: -1 });
    expect(await kept()).toEqual([]);
    expect(await push(payableOf(order), await appKey())).toMatchObject({ code: 1 });
    expect(await state(order)).toBe('paid');
  });

  test('the signature of a shop’s order is used up by it: a buyer who chose `param` makes no push of it', async () => {
    await start('店里');
    const unpaid = await app.order({ money: '10.00' });
    app.clock.advance(20 * SECOND);
    const { key } = app.merchant;
    const t = `${String(app.clock.now() + 60_000).slice(0, 10)}150`;
    const shops = { payId: '110', param: `.0${t.slice(0, 10)}`, type: '1', price: '50' };
    const sign = vmqSign('createOrder', shops, key);
    expect(sign).toBe(vmqSign('appPush', { type: '1', price: '10.0', t }, key));
    const addresses = { notifyUrl: `${app.shop.url}/n`, returnUrl: `${app.shop.url}/r` };
    expect(await send('createOrder', { ...shops, ...addresses, sign })).toMatchObject({ code: 1 });
    expect(await send('appPush', { type: '1', price: '10.0', t, sign })).toMatchObject({ code: -1 });
    expect((await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind)).toEqual([
      'replayed_message',
    ]);
    expect(await kept()).toEqual([]);
    expect(await state(unpaid)).toBe('pending');
    expect(await push('10.0', key)).toMatchObject({ code: 1 });
    expect(await state(unpaid)).toBe('paid');
  });

  test('once the app signs with its own key, the merchant’s counts no longer for any app of his', async () => {
    await start('店里');
    const { key } = app.merchant;
    expect(await heartbeat(key)).toMatchObject({ code: 1 });
    const own = await appKey();
    app.clock.advance(SECOND);
    // Only looked at so far: the app on the phone may still have the old one.
    expect(await heartbeat(key)).toMatchObject({ code: 1 });
    app.clock.advance(SECOND);
    expect(await heartbeat(own)).toMatchObject({ code: 1 });
    const order = await app.order({ money: '21.00' });
    app.clock.advance(SECOND);
    expect(await heartbeat(key)).toMatchObject({ code: -1 });
    expect(await push(payableOf(order), key)).toMatchObject({ code: -1 });
    expect(await state(order)).toBe('pending');
    expect(await push(payableOf(order), own)).toMatchObject({ code: 1 });
    expect(await state(order)).toBe('paid');
  });

  test('a new account takes no merchant’s key; the app’s key makes no order, and the shop’s no payment', async () => {
    const [id = 0] = await start('店里');
    const form = { login: '新的', mode: 'continuous' as const, intervalMs: 3 * SECOND, settings: {} };
    const fresh = await addAccount(app.services.accountDeps, app.merchant.pid, 'alipay', form);
    expect((await app.services.accounts.get(app.place.db, fresh)).acceptKey).toBe(false);
    await app.services.accounts.refuseMerchantKey(app.place.db, id);

    const order = await app.order({ money: '22.00' });
    app.clock.advance(5 * SECOND);
    for (const key of [app.merchant.key, app.merchant.vmqKey]) {
      expect(await push(payableOf(order), key)).toMatchObject({ code: -1, msg: '签名校验不通过' });
      expect(await heartbeat(key)).toMatchObject({ code: -1 });
    }
    expect([await state(order), await kept()]).toEqual(['pending', []]);
    const shops = { payId: 'A1', param: '', type: '1', price: '1.00' };
    const addresses = { notifyUrl: `${app.shop.url}/n`, returnUrl: `${app.shop.url}/r` };
    const create = (key: string) =>
      send('createOrder', { ...signed('createOrder', shops, key), ...addresses });
    expect(await create(await appKey())).toMatchObject({ code: -1 });
    const told = await create(app.merchant.vmqKey);
    expect(told).toMatchObject({ code: 1 });
    const { orderId = '' } = told.data as unknown as Params;
    expect(await send('closeOrder', signed('closeOrder', { orderId }, await appKey()))).toMatchObject({
      code: -1,
    });
  });

  test('an order’s signature is no push of money where each has its key (vw-21)', async () => {
    await start('店里');
    const unpaid = await app.order({ money: '15.00' });
    app.clock.advance(20 * SECOND);
    const t = `${String(app.clock.now() + 60_000).slice(0, 10)}123`;
    const shops = { payId: '1', param: `5.00${t.slice(0, 10)}`, type: '1', price: '23' };
    const sign = vmqSign('createOrder', shops, app.merchant.vmqKey);
    expect(sign).toBe(vmqSign('appPush', { type: '1', price: '5.00', t }, app.merchant.vmqKey));
    for (let round = 0; round < 2; round++) {
      expect(await send('appPush', { type: '1', price: '5.00', t, sign })).toMatchObject({ code: -1 });
      const addresses = { notifyUrl: `${app.shop.url}/n`, returnUrl: `${app.shop.url}/r` };
      await send('createOrder', { ...shops, ...addresses, sign });
    }
    expect([await kept(), await state(unpaid)]).toEqual([[], 'pending']);
  });

  test('a call that was overheard keeps no dead phone alive', async () => {
    await start('店里');
    const key = await appKey();
    const heart = signed('appHeart', { t: now() }, key);
    expect(await send('appHeart', heart)).toMatchObject({ code: 1 });
    app.clock.advance(SECOND);
    const asked = signed('getState', { t: now() }, key);
    expect(await send('getState', asked)).toMatchObject({ code: 1 });
    for (let round = 0; round < 10; round++) {
      app.clock.advance(10 * SECOND);
      await send('appHeart', heart);
      await send('appHeart', asked);
      await app.house.scheduler()?.run('watch-listeners');
    }
    expect((await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind)).toEqual([
      'silent_device',
    ]);
    await expect(app.order()).rejects.toThrow('没有可用的收款码');
  });

  test('with two accounts, money goes to the one where an order waits for it; where both do, a person decides', async () => {
    await start('一号', '二号');
    const key = await appKey();
    const [first, second] = [await app.order({ money: '30.00' }), await app.order({ money: '30.00' })];
    expect(first.placement?.accountId).not.toBe(second.placement?.accountId);
    expect(first.placement?.payableFen).toBe(second.placement?.payableFen);
    app.clock.advance(20 * SECOND);
    expect(await push('30.00', key)).toMatchObject({ code: 1 });
    expect(await kept()).toEqual([['unmatched', 'several_accounts']]);
    expect([await state(first), await state(second)]).toEqual(['pending', 'pending']);

    const [third, fourth] = [await app.order({ money: '31.00' }), await app.order({ money: '32.00' })];
    app.clock.advance(20 * SECOND);
    await push('32.00', key);
    await push('31.00', key);
    expect([await state(third), await state(fourth)]).toEqual(['paid', 'paid']);
  });

  test('a payment that its own phone has told of already is not given to the other account’s order', async () => {
    const [one = 0] = await start('一号', '二号');
    const key = await appKey();
    const [first, second] = [await app.order({ money: '33.00' }), await app.order({ money: '33.00' })];
    const [mine, other] = first.placement?.accountId === one ? [first, second] : [second, first];
    app.clock.advance(20 * SECOND);
    const paid = { accountId: one, pid: app.merchant.pid, platform: 'wxpay', externalId: 'device:9:told' };
    const receipt = { ...paid, payType: 'wxpay' as const, amountFen: mine.moneyFen, terminal: null };
    const times = { paidAt: app.clock.now(), seenAt: app.clock.now(), raw: '{}' };
    await receipts.insertReceipt(app.place.db, { ...receipt, ...times }, { state: 'new' });
    await app.tick(11 * SECOND);
    expect(await state(mine)).toBe('paid');
    await push('33.00', key);
    expect(await state(other)).toBe('pending');
  });

  /** Two orders of one amount with fen of its own, one at each account, and two of the very price. */
  const twoOfOneAmount = async (money: string) => {
    const orders: Order[] = [];
    for (let each = 0; each < 4; each++) orders.push(await app.order({ money }));
    const [one, other] = orders.filter(({ placement, moneyFen }) => placement?.payableFen !== moneyFen);
    if (!one || !other) throw new Error('no two orders with fen of their own');
    expect(one.placement?.payableFen).toBe(other.placement?.payableFen);
    return [one, other] as const;
  };

  test('an app that was away: whoever waited meanwhile may be meant, so that a person decides between two accounts', async () => {
    await start('一号', '二号');
    const key = await appKey();
    await heartbeat(key);
    const [first, second] = await twoOfOneAmount('35.00');
    app.clock.advance(12 * MINUTE);
    expect(await push(payableOf(first), key)).toMatchObject({ code: 1 });
    expect(await kept()).toEqual([['unmatched', 'several_accounts']]);
    expect([await state(first), await state(second)]).not.toContain('paid');
  });

  test('an app that was away tells what a phone had told long ago: it is not given to the other account’s order', async () => {
    const [one = 0] = await start('一号', '二号');
    const key = await appKey();
    await heartbeat(key);
    const [first, second] = await twoOfOneAmount('36.00');
    const [mine, other] = first.placement?.accountId === one ? [first, second] : [second, first];
    const price = payableOf(mine);
    app.clock.advance(30 * SECOND);
    await forwarderOf(app, one).push({ msg: `个人收款码到账¥${price}` });
    expect(await state(mine)).toBe('paid');
    app.clock.advance(9 * MINUTE);
    expect(await push(price, key)).toMatchObject({ code: 1 });
    expect(await state(other)).not.toBe('paid');
  });

  test('an account that was switched off while its buyers pay still gets their money', async () => {
    const [one = 0] = await start('一号');
    const order = await app.order({ money: '34.00' });
    await app.services.accounts.setEnabled(app.place.db, one, false);
    app.clock.advance(MINUTE);
    expect(await push('34.00', await appKey())).toMatchObject({ code: 1 });
    expect(await state(order)).toBe('paid');
  });
});
