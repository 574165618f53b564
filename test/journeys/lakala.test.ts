import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

const pluginsDir = fileURLToPath(new URL('../../plugins', import.meta.url));

describe.each(databases)('an account at 拉卡拉’s statement, on $name', ({ name, available }) => {
  const start = () =>
    startPluginHouse(name, { pluginsDir, platform: 'lklpaylist', simulator: startStatement, secrets: [] });
  type House = Awaited<ReturnType<typeof start>>;
  const handOver = async (house: House) =>
    house.services.logins.handOver(await house.account(), house.simulator.handOver?.good() ?? '');

  describe.skipIf(!available)('with a token of its owner’s', () => {
    test('a payment is found and told to the shop; a remark that names another order keeps it from both', async () => {
      const house = await start();
      expect(await handOver(house)).toMatchObject({ ok: true });
      const [paid, other, named] = [await house.order(), await house.order(), await house.order()];
      await house.pay(paid);
      const amountFen = other.placement?.payableFen ?? 0;
      house.simulator.pay({ amountFen, reference: named.tradeNo });
      house.simulator.pay({ amountFen, odd: 'noNumber' });
      house.simulator.pay({ amountFen, odd: 'noTime' });
      await house.tick(4_000);
      expect((await house.find(paid.tradeNo)).state).toBe('paid');
      expect((await house.find(other.tradeNo)).state).toBe('pending');
      expect((await house.find(named.tradeNo)).state).toBe('pending');
      await house.tick(4_000);
      expect(house.shop.received).toHaveLength(1);
      for (const secret of house.simulator.secrets()) expect(house.log.text()).not.toContain(secret);
    });

    test('a token that is over: the account needs its owner, and what was paid meanwhile settles with the next one', async () => {
      const house = await start();
      await handOver(house);
      const order = await house.order();
      house.simulator.endSessions();
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.account()).health).toBe('needs_you');
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      await handOver(house);
      await house.tick(8_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });
  });
});
