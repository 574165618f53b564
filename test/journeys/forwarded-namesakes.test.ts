import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { listEvidence, receipts } from '../../src/flow/receipts/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;
const device = 'Redmi Note 12';

describe.each(databases.filter(({ available }) => available))(
  'two phones of one name, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      phone = await startForwarder(app, '主账号');
    });
    afterAll(() => app.stop());

    const devices = () => app.services.devices.list(app.place.db, app.clock.now(), phone.accountId);

    test('one payment that both report is one; the second order of that amount is not paid', async () => {
      // Known from before phones of one name were told apart.
      await phone.push({ msg: '个人收款码到账¥1.00', device, uid: '0' });
      const order = await app.order({ money: '20.00' });
      app.clock.advance(20 * SECOND);
      const at = app.clock.now();
      await phone.push({ msg: paid(order), device, uid: '10123' });
      await app.tick();
      const second = await app.order({ money: '20.00' });
      // The amount is held for a while, so that nothing that is told again can be the second one's.
      expect(payableOf(second)).not.toBe(payableOf(order));
      await phone.push({
        msg: paid(order),
        device,
        uid: '10244',
        receivedAt: at + SECOND,
        signedAt: at + 1_200,
      });
      await app.tick();
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect((await app.find(second.tradeNo)).state).toBe('pending');
      const [receipt, ...others] = await receipts.listReceipts(app.place.db, { amountFen: 2_000 }, 5);
      expect(others).toEqual([]);
      expect(await listEvidence(app.place.db, receipt?.id ?? 0)).toHaveLength(2);
      expect((await devices()).map(({ name: called, uid }) => [called, uid])).toEqual([
        [device, '10123'],
        [`${device} 2`, '10244'],
      ]);
    });

    test('three of them, and one sent again by its own phone: three devices, one payment', async () => {
      app.clock.advance(MINUTE);
      const at = app.clock.now();
      for (const uid of ['10123', '10244', '10300', '10244']) {
        await phone.push({ msg: '个人收款码到账¥30.00', device, uid, receivedAt: at });
        app.clock.advance(SECOND);
      }
      const [receipt, ...others] = await receipts.listReceipts(app.place.db, { amountFen: 3_000 }, 5);
      expect(others).toEqual([]);
      expect(await listEvidence(app.place.db, receipt?.id ?? 0)).toHaveLength(3);
      expect(await devices()).toHaveLength(3);
    });

    test('a heartbeat tells no uid and is of all of them: an entry that is out of use keeps nobody unhealthy', async () => {
      await phone.heartbeat(device);
      expect((await devices()).map(({ heartbeatAt }) => heartbeatAt)).toEqual(Array(3).fill(app.clock.now()));
      await app.house.scheduler()?.run('watch-listeners');
      app.clock.advance(3 * MINUTE);
      await app.house.scheduler()?.run('watch-listeners');
      const health = async () => (await app.services.accounts.get(app.place.db, phone.accountId)).health;
      expect(await health()).toBe('silent');
      await phone.heartbeat(device);
      await app.house.scheduler()?.run('watch-listeners');
      expect(await health()).toBe('ok');
      expect((await devices()).map(({ silentSince }) => silentSince)).toEqual([null, null, null]);
    });
  },
);
