import { cp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Account } from '../../src/flow/accounts/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { startHouse } from '../../src/house.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { randomHex } from '../../src/shared/random.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { createHttpServer } from '../../src/web/index.ts';
import type { ContractSimulator } from '../plugins/contract.ts';
import { captureLog } from './captured-log.ts';
import { TestClock } from './clock.ts';
import { type DatabaseKind, openTestDatabase } from './database.ts';
import { accountRepository, buildCode, buildMerchant } from './factories.ts';
import { startFakeShop } from './fake-shop.ts';
import { runJobs, testConfig } from './start-app.ts';

/** The whole product with the plugins of a folder, and one account at the simulator of one of them. Time stands still. */
export async function startPluginHouse(
  kind: DatabaseKind,
  options: {
    pluginsDir: string;
    /** Copied to where the owner keeps plugins of his own. */
    ownPlugins?: string;
    platform: string;
    simulator: (now: () => number) => Promise<ContractSimulator>;
    /** Which of the simulator's settings are secret. */
    secrets: string[];
    terminal?: string;
  },
) {
  const clock = new TestClock();
  const place = await openTestDatabase(kind);
  const { db } = place;
  if (options.ownPlugins) await cp(options.ownPlugins, join(place.dataDir, 'plugins'), { recursive: true });
  const shop = await startFakeShop();
  const simulator = await options.simulator(() => clock.now());
  const merchant = await buildMerchant(db, { now: clock.now() });
  const isSecret = ([key]: [string, string]) => options.secrets.includes(key);
  const all = Object.entries(simulator.settings);
  const accountId = await accountRepository.insert(
    db,
    merchant.pid,
    options.platform,
    {
      login: 'shop',
      settings: Object.fromEntries(all.filter((one) => !isSecret(one))),
      secrets: Object.fromEntries(all.filter(isSecret)),
      mode: 'continuous',
      intervalMs: 3_000,
    },
    clock.now(),
  );
  await buildCode(db, accountId, { terminal: options.terminal ?? 'T1', payTypes: ['wxpay', 'alipay'] });
  await writeSetting(db, 'installed_at', String(clock.now()));
  const log = captureLog();
  const house = await startHouse({
    ...{
      config: testConfig(place),
      log: log.log,
      clock,
      withJobs: false,
      random: () => 0.5,
      passwordCost: 4,
    },
    pluginsDir: options.pluginsDir,
  });
  const server = createHttpServer((req, res) => house.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = house.services();
  if (!services) throw new Error('the product did not start');
  onTestFinished(async () => {
    house.endStreams();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await house.stop();
    await simulator.close();
    await shop.close();
    await place.close();
  });

  return {
    ...{ db, clock, simulator, services, shop, log, accountId, url },
    account: (): Promise<Account> => services.accounts.get(db, accountId),
    find: (tradeNo: string) => orders.getOrder(db, tradeNo),
    async order(changes: Record<string, string> = {}): Promise<Order> {
      const fields: Record<string, string> = {
        ...{ pid: String(merchant.pid), type: 'wxpay', out_trade_no: `SN${randomHex(8)}` },
        ...{ notify_url: `${shop.url}/notify`, return_url: `${shop.url}/return` },
        ...{ name: 'VIP会员', money: '10.00', ...changes },
      };
      const signed = { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
      const answer = await fetch(`${url}/mapi.php`, { method: 'POST', body: new URLSearchParams(signed) });
      const told = (await answer.json()) as { code: number; msg: string; trade_no: string };
      if (told.code !== 1) throw new Error(`mapi.php: ${told.msg}`);
      await services.listener.idle();
      return orders.getOrder(db, told.trade_no);
    },
    /** As its buyer would: what the cashier asks, to the bill where the order has one. */
    async pay({ tradeNo, placement }: Order): Promise<void> {
      const bill = await db('bills').where({ trade_no: tradeNo, state: 'open' }).first('reference');
      const reference = bill && { reference: String(bill.reference) };
      simulator.pay({ amountFen: placement?.payableFen ?? 0, ...reference });
    },
    async tick(ms = 0): Promise<void> {
      clock.advance(ms);
      await runJobs(house);
    },
  };
}
