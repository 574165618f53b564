import { join } from 'node:path';
import {
  type AccountDeps,
  addAccount,
  addCode,
  createAccountRepository,
  type ListenMode,
} from '../../../src/flow/accounts/index.ts';
import { checkRuleSet } from '../../../src/flow/forwarded-texts/index.ts';
import { createMerchantRepository } from '../../../src/flow/merchants/index.ts';
import { createInstalledMark, install } from '../../../src/install/index.ts';
import { loadPlugins } from '../../../src/plugin-host/index.ts';
import { SECOND, systemClock } from '../../../src/shared/clock.ts';
import { type Config, loadConfig } from '../../../src/shared/config.ts';
import { type Db, openDatabase } from '../../../src/shared/db.ts';
import { createLog } from '../../../src/shared/log.ts';
import { payTypes } from '../../../src/shared/pay-type.ts';
import { randomHex } from '../../../src/shared/random.ts';
import { createVault } from '../../../src/shared/secrets.ts';
import { createPasswords } from '../../../src/users/index.ts';
import type { SqbpaySimulator } from '../../../test/simulators/sqbpay/simulator.ts';
import { type DatabaseKind, makePlace, type Place } from './place.ts';

export interface SiteOptions {
  accounts: number;
  codesEach: number;
  mode: ListenMode;
  /** At most so often an account is asked; default a second. */
  intervalMs?: number;
  /** WeChat accounts whose payments a phone forwards, with one personal code each, besides. */
  forwarded?: number;
}

/** An installed product that is not running: database, administrator, merchant, accounts with codes. */
export interface Site {
  place: Place;
  /** The bench's own connection, beside the product's. */
  db: Db;
  merchant: { pid: number; key: string };
  admin: { username: string; password: string };
  codes: { id: number; accountId: number; terminal: string }[];
  remove(): Promise<void>;
}

/** Installs through the product's own use cases, with accounts at the simulator that are asked every second at most, unless told. */
export async function installSite(
  kind: DatabaseKind,
  simulator: SqbpaySimulator,
  options: SiteOptions,
): Promise<Site> {
  const place = await makePlace(kind);
  const { dataDir, databaseUrl } = place;
  const config = loadConfig({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl }, join(dataDir, 'no.env'));
  const db = openDatabase(config);
  const remove = async () => {
    await db.destroy();
    await place.remove();
  };
  try {
    return { place, db, remove, ...(await fill(db, config, simulator, options)) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(db: Db, { appKey, dataDir }: Config, simulator: SqbpaySimulator, options: SiteOptions) {
  const log = createLog('warn');
  const vault = createVault(appKey);
  const clock = systemClock;
  const admin = { username: 'bench', password: `bench-${randomHex(8)}` };
  const merchant = await install(
    {
      db,
      clock,
      log,
      passwords: createPasswords(),
      mark: createInstalledMark(dataDir),
      createMerchant: createMerchantRepository(vault).create,
    },
    { ...admin, acceptedLawfulUse: true },
  );
  const deps = {
    db,
    clock,
    accounts: createAccountRepository(vault),
    plugins: await loadPlugins(log, checkRuleSet),
  };
  const codes: Site['codes'] = [];
  for (let number = 0; number < options.accounts; number++) {
    codes.push(...(await addAccountWithCodes(deps, merchant.pid, simulator, options)));
  }
  for (let number = 0; number < (options.forwarded ?? 0); number++) {
    codes.push(await addForwardedAccount(deps, merchant.pid, `phone-${number + 1}`));
  }
  return { merchant, admin, codes };
}

async function addAccountWithCodes(
  deps: AccountDeps,
  pid: number,
  simulator: SqbpaySimulator,
  { codesEach, mode, intervalMs = SECOND }: SiteOptions,
): Promise<Site['codes']> {
  const login = `bench-${randomHex(4)}`;
  const password = randomHex(6);
  const terminals = Array.from({ length: codesEach }, (_, index) => `${login}-${index + 1}`);
  simulator.addAccount({ username: login, password, terminals });
  const settings = { password, base_url: simulator.url };
  const accountId = await addAccount(deps, pid, 'sqbpay', { login, mode, intervalMs, settings });
  const codes: Site['codes'] = [];
  for (const terminal of terminals) {
    const content = `https://qr.example/${terminal}`;
    const form = { terminal, label: '', payTypes: [...payTypes], style: 'link' as const, content };
    codes.push({ id: await addCode(deps, accountId, form), accountId, terminal });
  }
  return codes;
}

async function addForwardedAccount(
  deps: AccountDeps,
  pid: number,
  login: string,
): Promise<Site['codes'][number]> {
  const form = { login, mode: 'continuous' as const, intervalMs: 3 * SECOND, settings: {} };
  const accountId = await addAccount(deps, pid, 'wxpay', form);
  await deps.accounts.saveListening(deps.db, accountId, { acceptKey: true, silentAfterMs: 90 * SECOND });
  await deps.accounts.noteHeard(deps.db, [accountId], deps.clock.now());
  const id = await addCode(deps, accountId, {
    kind: 'personal',
    label: '',
    payTypes: ['wxpay'],
    style: 'link',
    content: `wxp://${login}`,
  });
  return { id, accountId, terminal: login };
}
