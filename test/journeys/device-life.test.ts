import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { addDevice, forgetDevice } from '../../src/flow/devices/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { inTransaction } from '../../src/shared/db.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { acceptMerchantKey, type Forwarder, forwarderOf, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

describe.each(databases.filter(({ available }) => available))('who listens, on $name', ({ name }) => {
  let app: TestApp;
  afterEach(() => app.stop());

  const watch = async () => void (await app.house.scheduler()?.run('watch-listeners'));
  const alerts = async () => (await listOpenAlerts(app.place.db, 'all', 10)).map(({ kind }) => kind);
  const takesOrders = () =>
    app.order().then(
      () => true,
      (error: Error) => error.message,
    );
  const vmqCall = async (
    path: 'appHeart' | 'appPush',
    params: Record<string, string> = {},
    { key = app.merchant.key, code = 1 } = {},
  ) => {
    const all = { t: String(app.clock.now()), ...params };
    const sign = vmqSign(path, all, key);
    const answer = await fetch(`${app.url}/${path}?${new URLSearchParams({ ...all, sign })}`);
    expect(await answer.json()).toMatchObject({ code });
  };
  /** The key of a phone that is added to the account. */
  const keyOf = async (accountId: number) => {
    const account = await app.services.accounts.get(app.place.db, accountId);
    const phone = { app: 'sms_forwarder' as const, name: `手机 ${accountId}`, now: app.clock.now() };
    return (await inTransaction(app.place.db, (trx) => addDevice(trx, app.services, account, phone))).secret;
  };

  /** An account with a code that nobody was heard for. */
  async function startUnheard(platform = 'wxpay', login = '新账号'): Promise<Forwarder> {
    const terms = { mode: 'continuous' as const, intervalMs: 3_000, settings: {} };
    const id = await addAccount(app.services.accountDeps, app.merchant.pid, platform, { login, ...terms });
    const payType = platform === 'alipay' ? ('alipay' as const) : ('wxpay' as const);
    const code = { kind: 'personal', label: '', payTypes: [payType], style: 'link' as const };
    const content = platform === 'alipay' ? 'https://qr.alipay.com/x' : 'wxp://f2f0x';
    await addCode(app.services.accountDeps, id, { ...code, content });
    await acceptMerchantKey(app, id);
    return forwarderOf(app, id);
  }

  describe('any fresh, proven message of any device is life', () => {
    test.each<[string, (phone: Forwarder) => Promise<unknown>]>([
      ['a payment', (phone) => phone.push({ msg: '个人收款码到账¥1.00' })],
      ['what is no payment', (phone) => phone.push({ msg: '微信支付退款到账￥24.81' })],
      ['an unknown text', (phone) => phone.push({ msg: '你好' })],
      ['a PC’s report', (phone) => phone.pushPc('1.00')],
      ['a V免签 push', () => vmqCall('appPush', { type: '1', price: '1.00' })],
    ])('%s, though an app that was tried once is silent', async (_title, tell) => {
      app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '主账号');
      await vmqCall('appHeart');
      app.clock.advance(2 * MINUTE);
      await watch();
      expect(await takesOrders()).toContain('断开');
      expect(await alerts()).toEqual(['silent_device']);
      await tell(phone);
      await watch();
      expect(await takesOrders()).toBe(true);
      expect(await alerts()).toEqual([]);
    });

    test('an app that was tried once beside a phone without heartbeats never takes its codes out', async () => {
      app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '主账号');
      await phone.push({ msg: '你好' });
      app.clock.advance(5 * MINUTE);
      await vmqCall('appHeart');
      for (const wait of [2 * MINUTE, DAY]) {
        app.clock.advance(wait);
        await watch();
        expect(await takesOrders()).toBe(true);
      }
      expect(await alerts()).toEqual([]);
    });

    test('a phone in service that dies is told of, though a PC was heard before that', async () => {
      app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '主账号');
      await phone.pushPc('1.00');
      await phone.heartbeat();
      await phone.push({ msg: '个人收款码到账¥3.00' });
      await phone.stayAwake(15 * MINUTE);
      app.clock.advance(95 * SECOND);
      await watch();
      expect(await takesOrders()).toContain('断开');
      expect(await alerts()).toEqual(['silent_device']);
      // The PC tells of money: it is alive, and from then on the account relies on it.
      await phone.pushPc('2.00');
      await watch();
      expect(await takesOrders()).toBe(true);
      app.clock.advance(DAY);
      await watch();
      expect(await takesOrders()).toBe(true);
    });

    /** A quiet phone that told of a payment of 支付宝, and an app on trial for a quarter of an hour. */
    const startTrial = async (tell: (phone: Forwarder) => Promise<unknown>) => {
      app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '主账号');
      await tell(phone);
      app.clock.advance(5 * MINUTE);
      for (let at = 0; at <= 31; at++) {
        await vmqCall('appHeart');
        if (at < 31) app.clock.advance(30 * SECOND);
      }
      return phone;
    };

    test('an app that was tried for a quarter of an hour takes no codes out that a quiet phone told money of', async () => {
      await startTrial((phone) => phone.push({ msg: '个人收款码到账¥1.00' }));
      for (const wait of [2 * MINUTE, DAY, 7 * DAY]) {
        app.clock.advance(wait);
        await watch();
        expect(await takesOrders()).toBe(true);
      }
      expect(await alerts()).toEqual([]);
    });

    test('it does where it told of money since, or where the quiet one never did', async () => {
      await startTrial((phone) => phone.push({ msg: '个人收款码到账¥1.00' }));
      await vmqCall('appPush', { type: '1', price: '2.00' });
      app.clock.advance(2 * MINUTE);
      await watch();
      expect(await takesOrders()).toContain('断开');
      await app.stop();
      await startTrial((phone) => phone.push({ msg: '你好' }));
      app.clock.advance(2 * MINUTE);
      await watch();
      expect(await takesOrders()).toContain('断开');
      expect(await alerts()).toEqual(['silent_device']);
    });

    test('what its device signed just now and is refused for what it says is life, for that device alone', async () => {
      app = await startApp(name, { terminals: [] });
      const [one, two] = [await startForwarder(app, '一号'), await startForwarder(app, '二号')];
      const keys = await Promise.all([one, two].map((phone) => keyOf(phone.accountId)));
      const secret = keys[0] ?? '';
      const health = async () => {
        await watch();
        const { accounts, db } = app.services;
        return Promise.all(
          [one, two].map(async ({ accountId }) => (await accounts.get(db, accountId)).health),
        );
      };
      const refused: [string, (signedAt?: number) => Promise<{ status: number; text: string }>][] = [
        ['a payer who slips a field in', () => one.push({ msg: 'x","msg":"y', secret })],
        ['a template of another account', () => two.push({ msg: '个人收款码到账¥1.00', secret })],
        [
          'a template with a tag that was not filled',
          () => one.push({ title: '{{TITLE}}', msg: 'x', secret }),
        ],
      ];
      for (const [what, send] of refused) {
        for (const [i, phone] of [one, two].entries())
          await phone.push({ title: 'mpay-heartbeat', msg: 'x', uid: '0', secret: keys[i] ?? '' });
        expect([what, await health()]).toEqual([what, ['ok', 'ok']]);
        app.clock.advance(95 * SECOND);
        expect([what, await health()]).toEqual([what, ['silent', 'silent']]);
        expect([what, (await send()).status]).toEqual([what, 400]);
        expect([what, await health()]).toEqual([what, ['ok', 'silent']]);
      }
      // Signed long ago, or a second body under one signature: somebody else may have sent that.
      app.clock.advance(95 * SECOND);
      const signedAt = app.clock.now();
      expect(await health()).toEqual(['silent', 'silent']);
      await two.push({ msg: 'x', secret, signedAt: signedAt - 6 * MINUTE });
      await two.push({ msg: 'x', secret: app.merchant.key });
      expect(await health()).toEqual(['silent', 'silent']);
      await two.push({ msg: 'first', secret, signedAt });
      app.clock.advance(95 * SECOND);
      await two.push({ msg: 'first', secret, signedAt });
      await two.push({ msg: 'second', secret, signedAt });
      expect(await health()).toEqual(['silent', 'silent']);
    });

    test('what is refused wakes no account that nobody was heard for, and no device that was never understood', async () => {
      app = await startApp(name, { terminals: [] });
      const phone = await startUnheard();
      const secret = await keyOf(phone.accountId);
      await phone.push({ title: '{{TITLE}}', msg: 'x', secret });
      expect(await takesOrders()).toMatch(/没有可用的收款码/);
      const [device] = await app.services.devices.list(app.place.db, app.clock.now());
      expect(device?.lastSeenAt).toBeNull();
    });

    test('a push of an app’s own key that can’t be read is its life', async () => {
      app = await startApp(name, { terminals: [] });
      const { accountId } = await startForwarder(app, '主账号');
      await app.services.accounts.refuseMerchantKey(app.place.db, accountId);
      const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      await vmqCall('appHeart', {}, { key });
      app.clock.advance(2 * MINUTE);
      await watch();
      expect(await takesOrders()).toContain('断开');
      // Signed with the merchant's key it is nobody's life.
      await vmqCall('appPush', { type: '9', price: '1.00' }, { code: -1 });
      await watch();
      expect(await takesOrders()).toContain('断开');
      app.clock.advance(SECOND);
      await vmqCall('appPush', { type: '9', price: '1.00' }, { key, code: -1 });
      await watch();
      expect(await takesOrders()).toBe(true);
    });

    test('what is forged, old or replayed is no life', async () => {
      app = await startApp(name, { terminals: [] });
      const phone = await startForwarder(app, '主账号');
      await phone.heartbeat();
      app.clock.advance(95 * SECOND);
      await phone.push({ msg: 'x', secret: 'f'.repeat(32) });
      await phone.push({ msg: 'x', signedAt: app.clock.now() - 6 * MINUTE });
      await watch();
      expect(await takesOrders()).toContain('断开');
    });
  });

  describe('a code whose account nobody was ever heard from', () => {
    test.each<[string, (phone: Forwarder) => Promise<unknown>]>([
      ['a heartbeat', (phone) => phone.heartbeat()],
      ['a payment', (phone) => phone.push({ msg: '个人收款码到账¥1.00' })],
      ['an unknown text', (phone) => phone.push({ msg: '你好' })],
      ['a PC’s report', (phone) => phone.pushPc('1.00')],
      ['a V免签 heartbeat', () => vmqCall('appHeart')],
      ['a V免签 push', () => vmqCall('appPush', { type: '1', price: '1.00' })],
    ])('takes no orders and says why, until %s', async (_title, tell) => {
      app = await startApp(name, { terminals: [] });
      const phone = await startUnheard();
      expect(await takesOrders()).toMatch(/没有可用的收款码.*监听设备/);
      await phone.push({ msg: 'x', secret: 'f'.repeat(32) });
      expect(await takesOrders()).toMatch(/没有可用的收款码/);
      app.clock.advance(SECOND);
      await tell(phone);
      expect(await takesOrders()).toBe(true);
      app.clock.advance(DAY);
      await watch();
      const quiet = (await takesOrders()) !== true;
      expect(quiet).toBe(_title.includes('heartbeat'));
    });

    test('takes orders when the owner says so, and the chooser offers it', async () => {
      app = await startApp(name, { terminals: [] });
      const { accountId } = await startUnheard();
      const listen = () => app.services.payTypesFor({ pid: app.merchant.pid } as Order);
      expect(await listen()).toEqual([]);
      const account = await app.services.accounts.get(app.place.db, accountId);
      await app.services.accounts.saveListening(app.place.db, accountId, { ...account, takesUnheard: true });
      expect(await takesOrders()).toBe(true);
      expect(await listen()).toEqual(['wxpay']);
      await app.services.accounts.saveListening(app.place.db, accountId, { ...account, takesUnheard: false });
      expect(await takesOrders()).toMatch(/没有可用的收款码/);
    });

    test('a V免签 app is heard for the WeChat and Alipay accounts of its merchant, those added later included', async () => {
      app = await startApp(name, { terminals: [] });
      await startUnheard('wxpay', '微信');
      await startUnheard('alipay', '支付宝');
      await vmqCall('appHeart');
      for (const type of ['wxpay', 'alipay']) expect((await app.order({ type })).placement).not.toBeNull();
      const late = await startUnheard('wxpay', '后来的');
      app.clock.advance(30 * SECOND);
      expect((await app.services.accounts.get(app.place.db, late.accountId)).heardAt).toBeNull();
      await vmqCall('appHeart');
      expect((await app.services.accounts.get(app.place.db, late.accountId)).heardAt).toBe(app.clock.now());
    });

    test('a V免签 app with the merchant’s key is heard only where that key is taken: elsewhere its pushes are refused', async () => {
      app = await startApp(name, { terminals: [] });
      const old = await startUnheard('wxpay', '微信');
      const { accountId } = await startUnheard('alipay', '支付宝');
      const { accounts, devices } = app.services;
      await accounts.refuseMerchantKey(app.place.db, accountId);
      await vmqCall('appHeart');
      expect(await takesOrders()).toBe(true);
      await expect(app.order({ type: 'alipay' })).rejects.toThrow(/没有可用的收款码/);
      await vmqCall('appPush', { type: '2', price: '10.00' }, { code: -1 });
      expect((await accounts.get(app.place.db, accountId)).heardAt).toBeNull();

      // Nor does it keep such an account alive, or end the silence of its phone.
      app.clock.advance(SECOND);
      const phone = forwarderOf(app, accountId);
      const secret = await keyOf(accountId);
      await phone.push({ title: 'mpay-heartbeat', msg: 'x', uid: '0', secret });
      expect((await app.order({ type: 'alipay' })).placement?.accountId).toBe(accountId);
      app.clock.advance(2 * MINUTE);
      await vmqCall('appHeart');
      await watch();
      expect((await accounts.get(app.place.db, accountId)).health).toBe('silent');
      expect((await accounts.get(app.place.db, old.accountId)).health).toBe('ok');

      // With a key of its own it speaks for both.
      const key = await devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      await vmqCall('appHeart', {}, { key });
      await watch();
      const order = await app.order({ type: 'alipay' });
      await vmqCall('appPush', { type: '2', price: payableOf(order) }, { key });
      expect((await app.find(order.tradeNo)).state).toBe('paid');
    });

    test('where the merchant’s key ends, an account that only such an app was heard for takes no orders', async () => {
      app = await startApp(name, { terminals: [] });
      const [one, two] = [await startUnheard('wxpay', '一号'), await startUnheard('wxpay', '二号')];
      await vmqCall('appHeart');
      const heardAt = async ({ accountId }: Forwarder) =>
        (await app.services.accounts.get(app.place.db, accountId)).heardAt;
      const secret = await keyOf(one.accountId);
      expect([await heardAt(one), await heardAt(two)]).toEqual([null, app.clock.now()]);
      app.clock.advance(SECOND);
      await one.push({ msg: '你好', secret });
      expect(await heardAt(one)).toBe(app.clock.now());
      // One that its phone was heard for goes on.
      await two.push({ msg: '你好' });
      await keyOf(two.accountId);
      expect(await heardAt(two)).not.toBeNull();
    });

    test('takes none any more when its last device was forgotten, until another is heard', async () => {
      app = await startApp(name, { terminals: [] });
      const phone = await startUnheard();
      await phone.heartbeat();
      await phone.pushPc('1.00');
      const forget = async (kind: string) => {
        const found = await app.services.devices.list(app.place.db, app.clock.now());
        const device = found.find((one) => one.app === kind);
        if (!device) throw new Error(`no ${kind}`);
        await inTransaction(app.place.db, (trx) => forgetDevice(trx, app.services.forwarding, device));
      };
      await forget('pc');
      expect(await takesOrders()).toBe(true);
      await forget('sms_forwarder');
      expect(await takesOrders()).toMatch(/没有可用的收款码.*监听设备/);
      await phone.push({ msg: '你好' });
      expect(await takesOrders()).toBe(true);
    });

    test('polled accounts have no devices to be heard', async () => {
      app = await startApp(name);
      expect(await takesOrders()).toBe(true);
    });
  });

  test('an account and a merchant that are switched off still get what their devices tell', async () => {
    app = await startApp(name, { terminals: [] });
    const phone = await startForwarder(app, '主账号');
    const orders = [
      await app.order({ money: '31.00' }),
      await app.order({ money: '32.00' }),
      await app.order({ money: '33.00' }),
    ];
    await app.services.accounts.setEnabled(app.place.db, phone.accountId, false);
    await app.place.db('codes').update({ enabled: false });
    await app.place.db('merchants').update({ enabled: false });
    app.services.directory.forget(app.merchant.pid);
    app.clock.advance(20 * SECOND);
    const [byPhone, byPc, byApp] = orders.map(payableOf);
    await phone.push({ msg: `个人收款码到账¥${byPhone}` });
    await phone.pushPc(byPc ?? '');
    await vmqCall('appPush', { type: '1', price: byApp ?? '' });
    await app.tick();
    for (const { tradeNo } of orders) expect((await app.find(tradeNo)).state).toBe('paid');
  });
});
