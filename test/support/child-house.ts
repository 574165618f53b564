import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Merchant, MerchantRules } from '../../src/flow/merchants/index.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { randomHex } from '../../src/shared/random.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { type DatabaseKind, openTestDatabase, type TestDatabase } from './database.ts';
import { buildAccount, buildCode, buildMerchant, TEST_APP_KEY } from './factories.ts';
import { type FakeShop, startFakeShop } from './fake-shop.ts';

/** The real product as a process of its own, by the real clock. */
export interface ChildHouse {
  url: string;
  process: ChildProcess;
  /** Its log so far. */
  lines(): Record<string, unknown>[];
  /** How it ended; resolves when it has. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, unless it has ended already; resolves with how it ended. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ChildOptions {
  env?: Record<string, string>;
  /** A module that is loaded before the product. */
  preload?: string;
  /** Told of the process as soon as there is one, before it listens. */
  spawned?(child: ChildProcess): void;
}

const running = new Set<ChildProcess>();

// A run that is broken off must not leave them behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
process.once('SIGTERM', () => process.exit(143));

/** Starts the build (see global-setup.ts) on a free port and waits until it listens. Throws with its output when it ends before. */
export async function startChildHouse(
  place: Pick<TestDatabase, 'databaseUrl' | 'dataDir'>,
  { env = {}, preload, spawned }: ChildOptions = {},
): Promise<ChildHouse> {
  const imports = preload ? ['--import', preload] : [];
  const child = spawn(process.execPath, [...imports, join(projectRoot, 'dist/src/main.js')], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: place.dataDir,
      DATABASE_URL: place.databaseUrl,
      APP_KEY: TEST_APP_KEY,
      PUBLIC_URL: '',
      CASHIER_URL: '',
      TRUST_PROXY: '',
      ALLOW_PRIVATE_NOTIFY: 'true',
      TZ_DISPLAY: 'Asia/Shanghai',
      LOG_LEVEL: 'debug',
      METRICS_TOKEN: '',
      ...env,
    },
  });
  let output = '';
  const lines = () =>
    output
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  running.add(child);
  spawned?.(child);
  void ended.then(() => running.delete(child));

  const port = await new Promise<number>((resolve, reject) => {
    let isListening = false;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (isListening) return;
      const listening = lines().find(({ msg }) => msg === 'listening');
      isListening = listening !== undefined;
      if (listening) resolve(Number(listening.port));
    });
    void ended.then(({ code, signal }) =>
      // Without its stack: the test runner would take those lines for places of its own.
      reject(
        new Error(
          `the product ended (${code ?? signal}) before it listened:\n${output.replace(/^\s+at .*$/gm, '')}`,
        ),
      ),
    );
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    lines,
    ended,
    stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      return ended;
    },
  };
}

/** What processes of the product share: one database with a merchant and an account, one platform, one shop. */
export interface Stage {
  place: TestDatabase;
  merchant: Merchant;
  accountId: number;
  shop: FakeShop;
  simulator: SqbpaySimulator;
  /** A shop's fields for a new order, signed; `changes` are signed too. */
  form(changes?: Record<string, string>): Record<string, string>;
  start(options?: ChildOptions): Promise<ChildHouse>;
  /** Ends every process that still runs, then the rest. */
  close(): Promise<void>;
}

const LOGIN = { username: '13800000000', password: 'sqb-password' };

export async function setStage(
  kind: DatabaseKind,
  options: { terminals?: string[]; intervalMs?: number; rules?: Partial<MerchantRules> } = {},
): Promise<Stage> {
  const { terminals = ['T-1'], intervalMs = 1_000, rules = {} } = options;
  const place = await openTestDatabase(kind);
  const shop = await startFakeShop();
  const simulator = await startSqbpaySimulator({ accounts: [{ ...LOGIN, terminals }] });
  const merchant = await buildMerchant(place.db, { rules, now: Date.now() });
  const accountId = await buildAccount(place.db, merchant.pid, {
    login: LOGIN.username,
    password: LOGIN.password,
    baseUrl: simulator.url,
    intervalMs,
  });
  for (const terminal of terminals) await buildCode(place.db, accountId, { terminal });
  await writeSetting(place.db, 'installed_at', String(Date.now()));
  const children: ChildHouse[] = [];

  return {
    place,
    merchant,
    accountId,
    shop,
    simulator,
    form(changes = {}) {
      const fields: Record<string, string> = {
        pid: String(merchant.pid),
        type: 'wxpay',
        out_trade_no: `SN${randomHex(8)}`,
        notify_url: `${shop.url}/notify`,
        return_url: `${shop.url}/return`,
        name: 'VIP会员',
        money: '10.00',
        ...changes,
      };
      return { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
    },
    async start(childOptions) {
      const child = await startChildHouse(place, childOptions);
      children.push(child);
      return child;
    },
    async close() {
      await Promise.all(
        children.map((child) => {
          child.process.kill('SIGKILL');
          return child.ended;
        }),
      );
      await simulator.close();
      await shop.close();
      await place.close();
    },
  };
}
