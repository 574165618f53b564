import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

describe.each(databases)('an account at 小Y经营’s back end, on $name', ({ name, available }) => {
  const start = (settings: Record<string, string> = {}) =>
    startPluginHouse(name, {
      pluginsDir: fileURLToPath(new URL('../../plugins', import.meta.url)),
      platform: 'ysepayweb',
      simulator: async (now) => {
        const simulator = await startContractYsepay(now);
        return { ...simulator, settings: { ...simulator.settings, ...settings } };
      },
      secrets: ['password'],
    });
  type House = Awaited<ReturnType<typeof start>>;

  async function readPicture(house: House) {
    const { logins } = house.services;
    const { ask } = await logins.begin(await house.account());
    return logins.answer(await house.account(), ask?.id ?? '', house.simulator.challenge?.answer() ?? '');
  }

  describe.skipIf(!available)('whose owner reads the picture', () => {
    test('nobody is asked by a job: the account needs him; once he was there, what was paid meanwhile settles', async () => {
      const house = await start();
      const order = await house.order();
      await house.tick(4_000);
      expect((await house.account()).health).toBe('needs_you');
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(house.simulator.requests().logins).toBe(0);
      expect(await readPicture(house)).toMatchObject({ ok: true });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      await house.tick(1_000);
      expect(house.shop.received).toHaveLength(1);
      for (const secret of house.simulator.secrets()) expect(house.log.text()).not.toContain(secret);
    });

    test('another code’s money, or another wallet’s, is not this order’s', async () => {
      const house = await start();
      await readPicture(house);
      const order = await house.order();
      const amountFen = order.placement?.payableFen ?? 0;
      house.simulator.pay({ amountFen, terminal: 'T9' });
      house.simulator.pay({ amountFen, payType: 'alipay' });
      house.simulator.pay({ amountFen, odd: 'noNumber' });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(await house.db('receipts')).toHaveLength(2);
    });

    test('a session is kept alive between orders where its owner wants it, and he learns that it is over before an order waits', async () => {
      const house = await start({ keep_alive: 'yes' });
      await readPicture(house);
      const keep = () => house.services.listener.keepSessions(new AbortController().signal);
      const lists = async () => {
        await keep();
        await house.services.listener.idle();
        return house.simulator.requests().lists;
      };
      expect(await lists()).toBe(1);
      house.clock.advance(9 * MINUTE);
      expect(await lists()).toBe(1);
      house.clock.advance(MINUTE);
      expect(await lists()).toBe(2);
      house.simulator.endSessions();
      house.clock.advance(10 * MINUTE);
      await lists();
      expect((await house.account()).health).toBe('needs_you');
      const asked = house.simulator.requests().lists;
      house.clock.advance(30 * MINUTE);
      expect(await lists()).toBe(asked);
      await readPicture(house);
      expect(await lists()).toBe(asked + 1);
      await house.services.accounts.setEnabled(house.db, house.accountId, false);
      house.clock.advance(10 * MINUTE);
      expect(await lists()).toBe(asked + 1);
    });

    test('where he didn’t ask for that, nothing is asked without an order', async () => {
      const house = await start();
      await readPicture(house);
      house.clock.advance(60 * MINUTE);
      await house.services.listener.keepSessions(new AbortController().signal);
      await house.services.listener.idle();
      expect(house.simulator.requests().lists).toBe(0);
    });
  });
});
