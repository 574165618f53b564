import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { createVault, randomHex } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { createHttpServer } from '../../src/web/index.ts';
import { startSqbpaySimulator } from '../../test/simulators/sqbpay/simulator.ts';
import { startTinyShop } from './tiny-shop.ts';

export type Demo = Awaited<ReturnType<typeof startDemo>>;

const TERMINALS = ['柜台一号', '柜台二号'];

/** A part that got another port than the wanted one, which was taken. */
export interface Moved {
  name: string;
  wanted: number;
}

/**
 * Everything the demo needs, on loopback: the product at `port`, the shop and the simulator at the next two, so that
 * a page can be reloaded after a restart. However the process ends, its folder goes with it.
 */
export async function startDemo({ port }: { port: number }) {
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
  const [shopPort, simulatorPort] = port === 0 ? [0, 0] : [port + 1, port + 2];
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
    startSqbpaySimulator({ port: free, accounts: [{ ...login, terminals: TERMINALS }] }),
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
  const shop = await opened('小店', shopPort, (free) =>
    startTinyShop({ gateway: url, merchant, port: free }),
  );

  return {
    url,
    merchant,
    username,
    password,
    simulator,
    shop,
    services,
    moved,
    async stop() {
      house.endStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await house.stop();
      await simulator.close();
      await shop.close();
    },
  };
}

/** Listens on loopback; port 0: a free one. Returns the address. */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}
