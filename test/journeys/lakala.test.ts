import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { startCodes } from '../simulators/lklpay/codes.ts';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

/** An account of another platform that takes the same way to pay. */
async function sqbpayBeside({ services, db, accountId }: Awaited<ReturnType<typeof startPluginHouse>>) {
  const simulator = await startSqbpaySimulator({
    accounts: [{ username: 'beside', password: 'beside-password', terminals: ['S1'] }],
    now: () => services.clock.now(),
  });
  onTestFinished(() => simulator.close());
  const { pid } = await services.accounts.get(db, accountId);
  const id = await addAccount(services.accountDeps, pid, 'sqbpay', {
    ...{ login: 'beside', mode: 'continuous', intervalMs: 3_000 },
    settings: { password: 'beside-password', base_url: simulator.url },
  });
  await addCode(services.accountDeps, id, {
    ...{ label: '', payTypes: ['wxpay', 'alipay'], style: 'link', terminal: 'S1' },
    content: 'https://qr.example/beside',
  });
  // The other one's turn comes first.
  await db('codes').where({ account_id: id }).update({ last_turn: 1 });
  const pay = ({ placement }: Order) =>
    simulator.pay({ terminal: 'S1', amountFen: placement?.payableFen ?? 0, payType: 'wxpay' });
  return { id, pay };
}

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

describe.each(databases)('an account with 拉卡拉’s codes for one order, on $name', ({ name, available }) => {
  const start = () =>
    startPluginHouse(name, { pluginsDir, platform: 'lklpaycode', simulator: startCodes, secrets: [] });
  type House = Awaited<ReturnType<typeof start>>;
  const handOver = async (house: House) =>
    house.services.logins.handOver(await house.account(), house.simulator.handOver?.good() ?? '');
  const page = async (house: House, tradeNo: string) =>
    (await fetch(`${house.url}/Pay/console/${tradeNo}`)).text();
  const qr = async (house: House, tradeNo: string) =>
    (await fetch(`${house.url}/Pay/qr/${tradeNo}.png`)).status;
  const billOf = (house: House, tradeNo: string) =>
    house.db('bills').where({ trade_no: tradeNo }).orderBy('id', 'desc').first();

  describe.skipIf(!available)('whose money is seen by asking for each', () => {
    test('the buyer is asked the price itself and types nothing; the code’s own payment settles its order', async () => {
      const house = await start();
      expect(await handOver(house)).toMatchObject({ ok: true });
      const [order, other] = [await house.order(), await house.order()];
      for (const one of [order, other]) {
        expect(one.placement).toMatchObject({ payableFen: 1_000, terminal: expect.stringMatching(/^bill:/) });
        expect(await page(house, one.tradeNo)).toContain('不用输入金额');
      }
      await house.pay(other);
      await house.tick(4_000);
      expect((await house.find(other.tradeNo)).state).toBe('paid');
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      await house.tick(6_000);
      expect(await billOf(house, other.tradeNo)).toMatchObject({ state: 'paid' });
      expect(house.shop.received).toHaveLength(1);
      for (const secret of house.simulator.secrets()) expect(house.log.text()).not.toContain(secret);
    });

    test('where none can be made nobody is shown a code: what is paid to the account’s own is heard of by nobody', async () => {
      const house = await start();
      await handOver(house);
      house.simulator.bills?.failAfterCreating();
      const order = await house.order();
      expect(order.placement?.terminal).toBe('T1');
      expect(await qr(house, order.tradeNo)).toBe(404);
      expect(await page(house, order.tradeNo)).not.toContain('/Pay/qr/');
    });

    test('where none can be made and another account takes that way to pay, the order goes there, and the next ones too', async () => {
      const house = await start();
      await handOver(house);
      const other = await sqbpayBeside(house);
      house.simulator.bills?.failAfterCreating();
      const order = await house.order();
      expect(order.placement).toMatchObject({ accountId: other.id, terminal: 'S1' });
      expect(await qr(house, order.tradeNo)).toBe(200);
      expect((await billOf(house, order.tradeNo))?.state).toMatch(/failed|closed/);
      // Sent once more, it is the same order with the same code.
      const again = await house.order({ out_trade_no: order.outTradeNo });
      expect(again).toMatchObject({ tradeNo: order.tradeNo, placement: { accountId: other.id } });
      const made = house.simulator.bills?.made?.();
      const next = await house.order();
      expect(next.placement?.accountId).toBe(other.id);
      expect(house.simulator.bills?.made?.()).toBe(made);
      // What comes to its new code settles it.
      other.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      // After a minute its platform is asked again, and first: its buyers type nothing.
      house.simulator.bills?.recover?.();
      await house.tick(60_000);
      const later = [await house.order(), await house.order()];
      expect(later.map(({ placement }) => placement?.terminal.startsWith('bill:'))).toEqual([true, true]);
    });

    test('an order that has its code keeps it while no other can be made; where nothing else takes orders, the shop is told so', async () => {
      const house = await start();
      await handOver(house);
      const order = await house.order();
      expect(order.placement?.terminal).toMatch(/^bill:/);
      house.simulator.bills?.failAfterCreating();
      const without = await house.order();
      expect(await qr(house, without.tradeNo)).toBe(404);
      const again = await house.order({ out_trade_no: order.outTradeNo });
      expect(again.placement).toEqual(order.placement);
      expect(await qr(house, order.tradeNo)).toBe(200);
      await expect(house.order()).rejects.toThrow('没有可用的收款码');
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      house.simulator.bills?.recover?.();
      await house.tick(60_000);
      expect((await house.order()).placement?.terminal).toMatch(/^bill:/);
    });

    test('a code that ended before its order is not shown any more', async () => {
      const house = await start();
      await handOver(house);
      const order = await house.order();
      expect(await qr(house, order.tradeNo)).toBe(200);
      await house.db('bills').update({ closes_at: house.clock.now() + 180_000 });
      house.clock.advance(180_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect(await qr(house, order.tradeNo)).toBe(404);
    });

    test('many at once: a few are asked for each time, each in its turn, and the last look asks for all', async () => {
      const house = await start();
      await handOver(house);
      const all = await Promise.all(Array.from({ length: 12 }, () => house.order()));
      const paid = async () => {
        const found = await Promise.all(all.map(({ tradeNo }) => house.find(tradeNo)));
        return found.filter(({ state }) => state === 'paid').length;
      };
      await house.tick(4_000);
      // Whoever never pays stands before them.
      for (const order of all.slice(-3)) await house.pay(order);
      for (let look = 0; look < 3; look++) {
        const before = house.simulator.requests().lists;
        await house.tick(4_000);
        expect(house.simulator.requests().lists - before).toBeLessThanOrEqual(5);
      }
      expect(await paid()).toBe(3);
    });

    test('paid in the last seconds by many: found by the look after their time', async () => {
      const house = await start();
      await handOver(house);
      const all = await Promise.all(Array.from({ length: 12 }, () => house.order()));
      await house.tick(4_000);
      const [first] = all;
      house.clock.advance((first?.expiresAt ?? 0) - house.clock.now() - 1);
      for (const order of all) await house.pay(order);
      await house.tick(2);
      await house.tick(4_000);
      const found = await Promise.all(all.map(({ tradeNo }) => house.find(tradeNo)));
      expect(found.map(({ state }) => state)).toEqual(all.map(() => 'paid'));
    });

    test('it can’t be withdrawn: given up and paid all the same, it is still its order’s within the grace', async () => {
      const house = await start();
      await handOver(house);
      const order = await house.order();
      await house.services.cancelOrder(order.tradeNo);
      await house.tick(6_000);
      expect(await billOf(house, order.tradeNo)).toMatchObject({ state: 'open' });
      expect(house.log.text()).not.toContain('bill_not_closed');
      house.simulator.pay({
        amountFen: 1_000,
        reference: String((await billOf(house, order.tradeNo))?.reference),
      });
      await house.order();
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      await house.tick(10 * 60_000);
      expect(await billOf(house, order.tradeNo)).toMatchObject({
        state: expect.stringMatching(/paid|closed/),
      });
    });
  });
});
