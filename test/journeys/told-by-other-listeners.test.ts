import { afterEach, describe, expect, test } from 'vitest';
import { addDevice } from '../../src/flow/devices/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { inTransaction } from '../../src/shared/db.ts';
import { fen } from '../../src/shared/money.ts';
import { databases } from '../support/database.ts';
import { acceptMerchantKey, forwarderOf, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/** Which listeners a platform's manifest names decides who may tell of its money. */
describe.each(databases.filter(({ available }) => available))(
  'a PC’s report where no PC tells of money, on $name',
  ({ name }) => {
    let app: TestApp;
    afterEach(() => app.stop());

    const keyOf = async (accountId: number) => {
      const account = await app.services.accounts.get(app.place.db, accountId);
      const device = { app: 'sms_forwarder' as const, name: '店里的手机', now: app.clock.now() };
      return (await inTransaction(app.place.db, (trx) => addDevice(trx, app.services, account, device)))
        .secret;
    };
    const refusals = (accountId: number) => app.services.recentRefusals(accountId).map(({ code }) => code);
    const orderAt = async (accountId: number) => {
      const order = await app.order({ type: 'alipay' });
      expect(order.placement?.accountId).toBe(accountId);
      return order;
    };

    test('a platform that phones tell of: refused, whoever’s key it is, and the owner sees why', async () => {
      app = await startApp(name, { terminals: [] });
      const shop = await startForwarder(app, '拉卡拉', 'lklpay');
      const order = await orderAt(shop.accountId);
      const tell = async (secret: string) => {
        app.clock.advance(1_000);
        const answer = await shop.pushPc(payableOf(order), { secret });
        expect([answer.status, answer.text.includes('200')]).toEqual([400, false]);
        expect(answer.text).toContain('不能由电脑监听');
      };
      await tell(app.merchant.key);
      await tell(await keyOf(shop.accountId));
      await app.tick();
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      expect(await receipts.listReceipts(app.place.db, {}, 5)).toEqual([]);
      expect(await app.place.db('amount_slots').whereNull('trade_no')).toEqual([]);
      expect(refusals(shop.accountId)).toEqual(['no_pc', 'no_pc']);
      // It tells of no money, so it is no life either.
      const devices = await app.services.devices.list(app.place.db, app.clock.now());
      expect(devices.map(({ lastSeenAt }) => lastSeenAt)).toEqual([null]);
    });

    test('a platform that is asked: refused, though its limit for told money would be kept by no one', async () => {
      app = await startApp(name);
      await acceptMerchantKey(app, app.accountId);
      await app.services.accounts.saveListening(app.place.db, app.accountId, {
        ...{ acceptKey: true, silentAfterMs: 90_000, toldLimitFen: fen(1) },
      });
      const order = await orderAt(app.accountId);
      const pc = forwarderOf(app, app.accountId);
      app.clock.advance(MINUTE);
      expect(await pc.pushPc(payableOf(order))).toMatchObject({ status: 400 });
      app.clock.advance(1_000);
      const secret = await keyOf(app.accountId);
      expect(await pc.pushPc(payableOf(order), { secret })).toMatchObject({ status: 400 });
      await app.tick();
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      expect(await receipts.listReceipts(app.place.db, {}, 5)).toEqual([]);
      expect(refusals(app.accountId)).toEqual(['no_pc', 'no_pc']);
    });

    test('where PCs do tell, it counts as before', async () => {
      app = await startApp(name, { terminals: [] });
      const shop = await startForwarder(app, '微信');
      const order = await app.order();
      expect(await shop.pushPc(payableOf(order))).toMatchObject({ status: 200 });
      expect((await app.find(order.tradeNo)).state).toBe('paid');
    });
  },
);
