import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { forgetDevice } from '../../src/flow/forwarding/index.ts';
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
  const vmqCall = async (path: 'appHeart' | 'appPush', params: Record<string, string> = {}) => {
    const all = { t: String(app.clock.now()), ...params };
    const sign = vmqSign(path, all, app.merchant.key);
    const answer = await fetch(`${app.url}/${path}?${new URLSearchParams({ ...all, sign })}`);
    expect(await answer.json()).toMatchObject({ code: 1 });
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

    test('what is refused or replayed is no life', async () => {
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
