import { cp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { ListenMode } from '../../src/flow/accounts/index.ts';
import type { Merchant, MerchantRules } from '../../src/flow/merchants/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { type House, startHouse } from '../../src/house.ts';
import type { Services } from '../../src/services.ts';
import type { Config } from '../../src/shared/config.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { formatFen } from '../../src/shared/money.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { randomHex } from '../../src/shared/random.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { createHttpServer } from '../../src/web/index.ts';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { captureLog } from './captured-log.ts';
import { TestClock } from './clock.ts';
import { type DatabaseKind, openTestDatabase, type TestDatabase } from './database.ts';
import { buildAccount, buildCode, buildMerchant, TEST_APP_KEY } from './factories.ts';
import { type FakeShop, startFakeShop } from './fake-shop.ts';

export interface StartOptions {
  rules?: Partial<MerchantRules>;
  mode?: ListenMode;
  intervalMs?: number;
  /** Terminals of the one account; a code each. */
  terminals?: string[];
  config?: Partial<Config>;
  /** Other plugins than the product's. */
  pluginsDir?: string;
  /** A plugin's folder, copied to where the owner keeps his own. */
  ownPlugin?: string;
}

/** The whole product on a free port, with a merchant, a 收钱吧 account at a simulator, and a shop. Time stands still. */
export interface TestApp {
  url: string;
  house: House;
  services: Services;
  place: TestDatabase;
  clock: TestClock;
  merchant: Merchant;
  accountId: number;
  codeIds: number[];
  shop: FakeShop;
  simulator: SqbpaySimulator;
  log: ReturnType<typeof captureLog>;
  /** A shop's fields for a new order, signed; `changes` are signed too. */
  form(changes?: Record<string, string>): Record<string, string>;
  /** The order that mapi.php made of the form. */
  order(changes?: Record<string, string>): Promise<Order>;
  find(tradeNo: string): Promise<Order>;
  /** The buyer pays what the cashier asks, at the code's terminal. */
  pay(order: Order, changes?: { amountFen?: number; payType?: PayType; paidAt?: number }): string;
  /** Moves the clock, runs every job once and waits until nothing is under way. */
  tick(ms?: number): Promise<void>;
  stop(): Promise<void>;
}

const LOGIN = { username: '13800000000', password: 'sqb-password' };

export async function startApp(kind: DatabaseKind, options: StartOptions = {}): Promise<TestApp> {
  const { terminals = ['T-1', 'T-2'], mode, intervalMs } = options;
  const clock = new TestClock();
  const place = await openTestDatabase(kind);
  const shop = await startFakeShop();
  const simulator = await startSqbpaySimulator({
    now: () => clock.now(),
    accounts: [{ ...LOGIN, terminals }],
  });
  const log = captureLog();

  const merchant = await buildMerchant(place.db, { rules: options.rules ?? {}, now: clock.now() });
  const accountId = await buildAccount(place.db, merchant.pid, {
    login: LOGIN.username,
    password: LOGIN.password,
    baseUrl: simulator.url,
    ...(mode && { mode }),
    ...(intervalMs && { intervalMs }),
  });
  const codeIds: number[] = [];
  for (const terminal of terminals) codeIds.push(await buildCode(place.db, accountId, { terminal }));
  await writeSetting(place.db, 'installed_at', String(clock.now()));
  if (options.ownPlugin !== undefined)
    await cp(options.ownPlugin, join(place.dataDir, 'plugins', basename(options.ownPlugin)), {
      recursive: true,
    });

  const config: Config = { ...testConfig(place), ...options.config };
  const house = await startHouse({
    ...{ config, log: log.log, clock, withJobs: false, random: () => 0.5, passwordCost: 4 },
    ...(options.pluginsDir !== undefined && { pluginsDir: options.pluginsDir }),
  });
  const server = createHttpServer((req, res) => house.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = house.services();
  if (!services) throw new Error('the product did not start');

  const form = (changes: Record<string, string> = {}) => {
    const fields: Record<string, string> = {
      pid: String(merchant.pid),
      type: 'wxpay',
      out_trade_no: `SN${randomHex(8)}`,
      notify_url: `${shop.url}/notify?shop=1`,
      return_url: `${shop.url}/return?order_id=7`,
      name: 'VIP会员',
      money: '10.00',
      ...changes,
    };
    return { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
  };
  const find = (tradeNo: string) => orders.getOrder(place.db, tradeNo);

  return {
    url,
    house,
    services,
    place,
    clock,
    merchant,
    accountId,
    codeIds,
    shop,
    simulator,
    log,
    form,
    find,
    async order(changes) {
      const answer = await fetch(`${url}/mapi.php`, {
        method: 'POST',
        body: new URLSearchParams(form(changes)),
      });
      const told = (await answer.json()) as { code: number; msg: string; trade_no: string };
      if (told.code !== 1) throw new Error(`mapi.php: ${told.msg}`);
      return find(told.trade_no);
    },
    pay(order, { amountFen, payType, paidAt } = {}) {
      if (!order.placement) throw new Error(`order ${order.tradeNo} has no code yet`);
      return simulator.pay({
        terminal: order.placement.terminal,
        amountFen: amountFen ?? order.placement.payableFen,
        payType: payType ?? order.placement.payType,
        ...(paidAt !== undefined && { paidAt }),
      });
    },
    async tick(ms = 0) {
      clock.advance(ms);
      await runJobs(house);
    },
    async stop() {
      house.endStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await house.stop();
      await simulator.close();
      await shop.close();
      await place.close();
    },
  };
}

/** Every job once, in an order in which each sees the others' work, until nothing is under way. */
export async function runJobs(house: House): Promise<void> {
  const scheduler = house.scheduler();
  const services = house.services();
  if (!scheduler || !services) throw new Error('the product is not installed');
  await services.listener.idle();
  for (const job of ['expire-orders', 'release-slots', 'look-for-new-orders']) await scheduler.run(job);
  await services.listener.idle();
  for (const job of ['settle-leftovers', 'end-waits', 'close-bills', 'deliver-notifications'])
    await scheduler.run(job);
  await services.notifier.idle();
}

export function testConfig(place: { databaseUrl: string; dataDir: string }): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    dataDir: place.dataDir,
    databaseUrl: place.databaseUrl,
    appKey: TEST_APP_KEY,
    publicUrl: '',
    cashierUrl: '',
    trustProxy: false,
    allowPrivateNotify: true,
    displayZone: 'Asia/Shanghai',
    logLevel: 'debug',
    pluginIndex: { url: '', key: '' },
    metricsToken: '',
  };
}

/** "10.00" of what the buyer must pay. */
export function payableOf(order: Order): string {
  return order.placement ? formatFen(order.placement.payableFen) : '';
}
