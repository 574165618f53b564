import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import { startHouse } from '../../src/house.ts';
import { createInstalledMark, install } from '../../src/install/index.ts';
import { SECOND, systemClock } from '../../src/shared/clock.ts';
import { loadConfig } from '../../src/shared/config.ts';
import { openDatabase } from '../../src/shared/db.ts';
import { createLog } from '../../src/shared/log.ts';
import { payTypes } from '../../src/shared/pay-type.ts';
import { randomHex } from '../../src/shared/random.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { createHttpServer } from '../../src/web/index.ts';
import { startSqbpaySimulator } from '../../test/simulators/sqbpay/simulator.ts';
import { listen } from './demo-page.ts';
import { PHONE_CODE, PHONE_NAME, startDemoPhone } from './demo-phone.ts';
import { addSampleOrders } from './sample-orders.ts';
import { startTinyShop } from './tiny-shop.ts';
import { type WaitingOrder, waitingOrders } from './waiting-orders.ts';

export type Demo = Awaited<ReturnType<typeof startDemo>>;

const TERMINALS = ['柜台一号', '柜台二号'];

/** A part that got another port than the wanted one, which was taken. */
export interface Moved {
  name: string;
  wanted: number;
}

/**
 * Everything the demo needs, on loopback: the product at `port`, the shop, the simulator and the phone at the next
 * three, so that a page can be reloaded after a restart; with a month of sample orders unless told otherwise. However
 * the process ends, its folder goes with it.
 */
export async function startDemo({ port, withSamples = true }: { port: number; withSamples?: boolean }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'mpay-demo-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const moved: Moved[] = [];
  /** Opens something at the wanted port or, where that is taken, at a free one. */
  const opened = async <T>(name: string, wanted: number, open: (port: number) => Promise<T>): Promise<T> => {
    try {
      return await open(wanted);
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
      moved.push({ name, wanted });
      return open(0);
    }
  };
  const [shopPort = 0, simulatorPort = 0, phonePort = 0] = port === 0 ? [] : [port + 1, port + 2, port + 3];
  let waiting = async (): Promise<WaitingOrder[]> => [];
  let phoneUrl = '';
  const config = loadConfig(
    { DATA_DIR: dataDir, ALLOW_PRIVATE_NOTIFY: 'true', LOG_LEVEL: 'warn', HOST: '127.0.0.1' },
    join(dataDir, 'no.env'),
  );
  const log = createLog(config.logLevel);
  const vault = createVault(config.appKey);
  const login = { username: '13800138000', password: randomHex(6) };
  const username = 'admin';
  const password = `demo-${randomHex(5)}`;

  const db = openDatabase(config);
  const merchants = createMerchantRepository(vault);
  const merchant = await install(
    {
      db,
      clock: systemClock,
      log,
      passwords: createPasswords(),
      mark: createInstalledMark(config.dataDir),
      createMerchant: merchants.create,
    },
    { username, password, acceptedLawfulUse: true },
  );
  await db.destroy();

  const simulator = await opened('收钱吧模拟器', simulatorPort, (free) =>
    startSqbpaySimulator({
      port: free,
      accounts: [{ ...login, terminals: TERMINALS }],
      waiting: async () => whatWaits(await waiting(), phoneUrl),
    }),
  );
  const house = await startHouse({ config, log, clock: systemClock });
  const services = house.services();
  if (!services) throw new Error('the product did not start');
  const server = createHttpServer((req, res) => house.handle(req, res));
  const url = await opened('管理后台', port, (free) => listen(server, free));

  const accountId = await addAccount(services.accountDeps, merchant.pid, 'sqbpay', {
    login: login.username,
    mode: 'continuous',
    intervalMs: SECOND,
    settings: { password: login.password, base_url: simulator.url },
  });
  for (const terminal of TERMINALS) {
    await addCode(services.accountDeps, accountId, {
      terminal,
      label: terminal,
      payTypes: [...payTypes],
      style: 'link',
      content: `${simulator.url}/?terminal=${encodeURIComponent(terminal)}`,
    });
  }
  waiting = () => waitingOrders(services);

  const phoneAccountId = await addAccount(services.accountDeps, merchant.pid, 'wxpay', {
    ...{ login: PHONE_NAME, mode: 'continuous', intervalMs: 3 * SECOND, settings: {} },
  });
  const secret = randomHex(16);
  await services.devices.announce(services.db, {
    ...{ pid: merchant.pid, accountId: phoneAccountId, app: 'sms_forwarder', name: PHONE_NAME, secret },
    now: systemClock.now(),
  });
  const phone = await opened('演示手机', phonePort, (free) =>
    startDemoPhone({
      ...{ port: free, gateway: url, secret, simulatorUrl: simulator.url, waiting },
      account: { id: phoneAccountId, pid: merchant.pid },
    }),
  );
  phoneUrl = phone.url;
  await addCode(services.accountDeps, phoneAccountId, {
    ...{
      kind: 'personal',
      label: PHONE_CODE,
      payTypes: ['wxpay'],
      style: 'link',
      content: `${phone.url}/`,
    },
  });

  const shop = await opened('小店', shopPort, (free) =>
    startTinyShop({
      ...{ gateway: url, merchant, port: free, username, password },
      ...{ simulatorUrl: simulator.url, phoneUrl: phone.url },
    }),
  );
  if (withSamples) {
    const placed = await services.rotation.listRoutable(services.db, merchant.pid);
    await addSampleOrders(services.db, {
      ...{ pid: merchant.pid, notifyUrl: `${shop.url}/notify`, now: systemClock.now() },
      codes: placed.map(({ id, accountId, platform, terminal, payTypes: types }) => ({
        ...{ id, accountId, platform, terminal, payTypes: types },
      })),
    });
  }

  return {
    url,
    merchant,
    username,
    password,
    simulator,
    phone,
    phoneAccountId,
    shop,
    services,
    moved,
    async stop() {
      house.endStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await house.stop();
      await phone.close();
      await simulator.close();
      await shop.close();
    },
  };
}

/** What the simulator's page fills in, and where to pay what is not its own. */
function whatWaits(orders: WaitingOrder[], phoneUrl: string) {
  const here = orders.filter(({ placement }) => TERMINALS.includes(placement.terminal));
  const isElsewhere = orders[0] !== undefined && !here.includes(orders[0]);
  return {
    here: here.map(({ placement, name, createdAt }) => ({
      ...{ terminal: placement.terminal, payType: placement.payType, amountFen: placement.payableFen },
      ...{ name, since: createdAt },
    })),
    elsewhere: isElsewhere
      ? { text: '最新的订单要付到手机收款码：去演示手机付款', url: `${phoneUrl}/` }
      : null,
  };
}
