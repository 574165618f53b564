import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
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
import { startSqbpaySimulator } from '../../test/simulators/sqbpay/simulator.ts';
import { startTinyShop } from './tiny-shop.ts';

export type Demo = Awaited<ReturnType<typeof startDemo>>;

const TERMINALS = ['柜台一号', '柜台二号'];

/** Everything the demo needs, on loopback. `fixedPorts` prefers the well-known ones, so that a page can be reloaded. */
export async function startDemo({ fixedPorts }: { fixedPorts: boolean }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'mpay-demo-'));
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

  const simulator = await startSqbpaySimulator({ accounts: [{ ...login, terminals: TERMINALS }] });
  const house = await startHouse({ config, log, clock: systemClock });
  const services = house.services();
  if (!services) throw new Error('the product did not start');
  const server = createServer((req, res) => house.handle(req, res));
  const url = await listen(server, fixedPorts ? 8080 : 0);

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
  const shop = await startTinyShop({ gateway: url, merchant, port: fixedPorts ? 8081 : 0 });

  return {
    url,
    merchant,
    username,
    password,
    simulator,
    shop,
    services,
    async stop() {
      house.endStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await house.stop();
      await simulator.close();
      await shop.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Listens on loopback, on `port` or, where that is taken, on a free one. Returns the address. */
export async function listen(server: Server, port: number): Promise<string> {
  const listening = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listening(port).catch(() => listening(0));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
