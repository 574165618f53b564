import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { PolledPlatform } from '../../src/plugin-api/index.ts';
import type { ContractSimulator } from '../plugins/contract.ts';
import { startLedgerPage } from '../simulators/descriptors/ledger-page.ts';
import { startMaqianStyle } from '../simulators/descriptors/maqian-style.ts';
import { standIn } from '../simulators/descriptors/standing-in.ts';
import { startStoreStyle } from '../simulators/descriptors/store-style.ts';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

type Start = (now: () => number) => Promise<ContractSimulator>;
const starts: Record<string, Start> = {
  'ledger-page': startLedgerPage,
  storepayweb: startStoreStyle,
  mqpayweb: startMaqianStyle,
};

describe.each(databases)('a descriptor’s account, on $name', ({ name, available }) => {
  async function start(
    platform: string,
    change: (platform: PolledPlatform) => PolledPlatform = (same) => same,
  ) {
    // All of them are in the folder; one is sold at.
    for (const other of Object.keys(starts).filter((one) => one !== platform)) {
      const idle = await starts[other]?.(() => 0);
      standIn(idle?.platform);
      await idle?.close();
    }
    const house = await startPluginHouse(name, {
      pluginsDir: fileURLToPath(new URL('../plugins/as-descriptor', import.meta.url)),
      platform,
      simulator: async (now) => {
        const simulator = (await starts[platform]?.(now)) as ContractSimulator;
        standIn(simulator.platform && change(simulator.platform));
        return simulator;
      },
      secrets: ['password'],
    });
    return house;
  }
  type House = Awaited<ReturnType<typeof start>>;

  async function sell(house: House): Promise<void> {
    const order = await house.order();
    await house.pay(order);
    await house.tick(4_000);
    expect((await house.find(order.tradeNo)).state).toBe('paid');
    await house.tick(1_000);
    expect(house.shop.received).toHaveLength(1);
    for (const secret of house.simulator.secrets()) expect(house.log.text()).not.toContain(secret);
  }

  describe.skipIf(!available)('sells', () => {
    test('with a password: ordered, asked for, paid, told', async () => {
      await sell(await start('ledger-page'));
    });

    test('with a picture that its owner reads; no job logs in', async () => {
      const house = await start('storepayweb');
      const order = await house.order();
      await house.tick(4_000);
      expect((await house.account()).health).toBe('needs_you');
      expect(house.simulator.requests().logins).toBe(0);
      const { logins } = house.services;
      const { ask } = await logins.begin(await house.account());
      const read = house.simulator.challenge?.answer() ?? '';
      expect(await logins.answer(await house.account(), ask?.id ?? '', read)).toMatchObject({ ok: true });
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('a platform that wants to be asked seldom is, however short its account’s interval', async () => {
      const house = await start('ledger-page', (platform) => ({
        ...platform,
        pace: { minIntervalMs: 300_000 },
      }));
      const order = await house.order();
      await house.tick(4_000);
      const asked = house.simulator.requests().lists;
      expect(asked).toBeGreaterThan(0);
      await house.pay(order);
      for (let at = 0; at < 9; at++) await house.tick(32_000);
      expect(house.simulator.requests().lists).toBe(asked);
      for (let at = 0; at < 2; at++) await house.tick(32_000);
      expect(house.simulator.requests().lists).toBeGreaterThan(asked);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('kept alive as often as it says, not more often; and its owner is told before the session ends', async () => {
      let endsAt: number | null = null;
      const house = await start('storepayweb', (platform) => ({
        ...platform,
        ...{ keepAliveMs: 1_200_000, renews: false },
        sessionEndsAt: () => endsAt,
      }));
      const { settings } = await house.account();
      await house
        .db('accounts')
        .where({ id: house.accountId })
        .update({ settings: JSON.stringify({ ...settings, keep_alive: 'yes' }) });
      const { logins, listener } = house.services;
      const { ask } = await logins.begin(await house.account());
      await logins.answer(await house.account(), ask?.id ?? '', house.simulator.challenge?.answer() ?? '');
      const keep = async (minutes: number) => {
        house.clock.advance(minutes * 60_000);
        await listener.keepSessions(new AbortController().signal);
        await listener.idle();
        return house.simulator.requests().lists;
      };
      const first = await keep(0);
      expect(first).toBeGreaterThan(0);
      expect(await keep(19)).toBe(first);
      const second = await keep(1);
      expect(second).toBeGreaterThan(first);

      const ending = () => house.db('alerts').where({ kind: 'session_ending' }).whereNull('resolved_at');
      endsAt = house.clock.now() + 40 * 60_000;
      await keep(24);
      expect(await ending()).toEqual([]);
      // A quarter of its hour is left.
      await keep(1);
      expect(await ending()).toHaveLength(1);
      const [{ at }] = await ending();
      await keep(1);
      expect((await ending()).map((one) => one.at)).toEqual([at]);
      endsAt = house.clock.now() + 180 * 60_000;
      await keep(1);
      expect(await ending()).toEqual([]);
    });

    test('with a session that is handed over, over midnight too', async () => {
      const house = await start('mqpayweb');
      const good = house.simulator.handOver?.good() ?? '';
      const { logins } = house.services;
      expect(await logins.handOver(await house.account(), 'nonsense of a person')).toMatchObject({
        ok: false,
      });
      expect(await logins.handOver(await house.account(), good)).toMatchObject({ ok: true });
      const untilMidnight = 86_400_000 - ((house.clock.now() + 8 * 3_600_000) % 86_400_000);
      house.clock.advance(untilMidnight - 2_000);
      const order = await house.order();
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('what is odd settles nothing, loses nothing, and the owner reads why', async () => {
      const house = await start('ledger-page');
      const order = await house.order();
      const amountFen = order.placement?.payableFen ?? 0;
      for (const odd of house.simulator.oddRows) house.simulator.pay({ amountFen, odd });
      for (let round = 0; round < 3; round++) await house.tick(61_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      const { health, healthReason } = await house.account();
      expect(health).toBe('failing');
      expect(JSON.stringify(healthReason)).toContain('没有一条能用');
      await house.pay(order);
      await house.tick(61_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect((await house.account()).health).toBe('ok');
    });

    test('a list of which only the newest part is given: what was read counts, it is not taken for all, and the owner reads so', async () => {
      const house = await start('ledger-page', (platform) => ({
        ...platform,
        fetchReceipts: async (...asked) => ({ ...(await platform.fetchReceipts(...asked)), isCut: true }),
      }));
      const order = await house.order();
      await house.pay(order);
      await house.tick(4_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      const { health, healthReason } = await house.account();
      expect(health).toBe('failing');
      expect(JSON.stringify(healthReason)).toContain('platform.listCut');
      const [asked] = await house.db('account_polls');
      expect(asked).toMatchObject({ failures: 0, last_error: null });
      expect(Number(asked?.polled_until)).toBeLessThan(Number(asked?.last_started_at));
    });

    test('a number whose amount changes is a fault of the account, and no second payment', async () => {
      const house = await start('ledger-page');
      const order = await house.order();
      const payment = { amountFen: 777 };
      house.simulator.pay(payment);
      await house.tick(4_000);
      expect(await house.db('receipts')).toHaveLength(1);
      house.simulator.changeAmount?.(order.placement?.payableFen ?? 0);
      for (let round = 0; round < 3; round++) await house.tick(61_000);
      expect((await house.find(order.tradeNo)).state).toBe('pending');
      expect((await house.db('receipts')).map(({ amount_fen: fen }) => Number(fen))).toEqual([777]);
      const { health, healthReason } = await house.account();
      expect(health).toBe('failing');
      expect(JSON.stringify(healthReason)).toContain('7.77');
      // It is asked as often as ever, and looks no further back each time.
      const [asked] = await house.db('account_polls');
      expect(asked).toMatchObject({ failures: 0, last_error: null });
      expect(Number(asked?.polled_until)).toBe(Number(asked?.last_started_at));
      // Whatever else comes in counts meanwhile.
      await house.pay(order);
      await house.tick(61_000);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });
  });
});
