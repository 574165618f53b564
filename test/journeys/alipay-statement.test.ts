import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startContractAlipay } from '../simulators/alipaybill/contract.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

describe.each(databases)('an account at the Alipay statement, on $name', ({ name, available }) => {
  const start = () =>
    startPluginHouse(name, {
      pluginsDir: fileURLToPath(new URL('../../plugins', import.meta.url)),
      platform: 'alipaybill',
      simulator: startContractAlipay,
      secrets: ['private_key'],
    });

  describe.skipIf(!available)('by its keys alone', () => {
    test('a payment is found and told to the shop; a memo that names another order keeps it from both', async () => {
      const house = await start();
      const [paid, other, named] = [
        await house.order({ type: 'alipay' }),
        await house.order({ type: 'alipay' }),
        await house.order({ type: 'alipay' }),
      ];
      await house.pay(paid);
      // The amount of one and the memo of another: whose it is only a person can say.
      house.simulator.pay({
        amountFen: other.placement?.payableFen ?? 0,
        reference: `请勿添加备注-${named.tradeNo}`,
      });
      await house.tick(4_000);
      expect((await house.find(paid.tradeNo)).state).toBe('paid');
      expect((await house.find(other.tradeNo)).state).toBe('pending');
      expect((await house.find(named.tradeNo)).state).toBe('pending');
      await house.tick(4_000);
      expect(house.shop.received).toHaveLength(1);
      expect(house.log.text()).not.toContain(house.simulator.settings.private_key?.slice(40, 80));
    });

    test('a memo with the right amount settles its own order, without another look', async () => {
      const house = await start();
      const order = await house.order({ type: 'alipay' });
      house.simulator.pay({ amountFen: order.placement?.payableFen ?? 0, reference: order.tradeNo });
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });
  });
});
