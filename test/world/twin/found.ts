import { type AccountDeps, addAccount, addCode } from '../../../src/flow/accounts/index.ts';
import { createDeviceRepository } from '../../../src/flow/devices/index.ts';
import { checkRuleSet } from '../../../src/flow/forwarded-texts/index.ts';
import { MerchantRules } from '../../../src/flow/merchants/index.ts';
import { loadPlugins } from '../../../src/plugin-host/index.ts';
import { MINUTE, SECOND, systemClock } from '../../../src/shared/clock.ts';
import type { Db } from '../../../src/shared/db.ts';
import { writeSetting } from '../../../src/shared/settings.ts';
import { captureLog } from '../../support/captured-log.ts';
import {
  accountRepository,
  buildAccount,
  buildCode,
  merchantRepository,
  testVault,
} from '../../support/factories.ts';
import { Dice } from '../dice.ts';
import { Phone } from '../phone.ts';
import { PhoneClock } from '../phone-clock.ts';
import { Shop } from '../shop.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Till, TruePayment } from '../truth.ts';
import { WalletApp } from '../wallet-app.ts';
import { serve } from './served-host.ts';

const devices = createDeviceRepository(testVault);
const BEAT_MS = 12 * SECOND;

interface Founding {
  seed: number;
  dice: Dice;
  db: Db;
  around: Omit<Surroundings, 'dice'>;
  /** Where the platform that is asked is called. */
  platformUrl: string;
  /** The house could know of this from now on. */
  heard(payment: TruePayment): void;
}

export interface Founded {
  shops: Shop[];
  tills: Till[];
  phones: { accountId: number; phone: Phone }[];
  close(): Promise<void>;
}

/** Merchants with shops that have real addresses, terminals of a platform that is asked, and wallets that phones tell of. */
export async function found(founding: Founding): Promise<Founded> {
  const { dice, db } = founding;
  await writeSetting(db, 'installed_at', String(Date.now()));
  const founded: Founded = { shops: [], tills: [], phones: [], close: async () => {} };
  const merchants = dice.pick([1, 1, 2]);
  const closing: (() => Promise<void>)[] = [];
  for (let each = 0; each < merchants; each++) {
    const { shop, close } = await openShop(founding, each);
    founded.shops.push(shop);
    closing.push(close);
    const has = dice.pick(['polled', 'told', 'both', 'both'] as const);
    if (has !== 'told') await addTerminals(founding, shop.pid, founded);
    if (has !== 'polled') await addWallet(founding, shop.pid, founded);
  }
  founded.close = async () => void (await Promise.all(closing.map((close) => close())));
  return founded;
}

async function openShop({ seed, dice, db, around }: Founding, number: number) {
  const merchant = await merchantRepository.create(db, { name: `M${number}`, now: Date.now() });
  const graceMs = dice.pick([0, 20, 60]) * SECOND;
  const rules = {
    ...{ orderLifetimeMs: MINUTE, graceMs, paidHoldMs: 2 * MINUTE, perNetwork: 0 },
    slotLimitFen: dice.pick([20, 99]),
    slotDirection: dice.pick(['up', 'down']),
    roundPrice: dice.pick(['when_alone', 'never']),
    notifyBy: dice.pick(['get', 'post']),
  };
  await merchantRepository.saveRules(db, merchant.pid, MerchantRules.parse(rules));
  const served = await serve(() => around.net.hosts.get(served.url) ?? (async () => null));
  const shop = new Shop(merchant.pid, merchant.key, {
    ...{ ...around, dice: new Dice(seed, 10 + number), graceMs },
    ...{ moody: dice.pick([0, 0.3, 0.8]), origin: served.url },
  });
  return { shop, close: served.close };
}

async function addTerminals({ dice, db, platformUrl }: Founding, pid: number, { tills }: Founded) {
  const login = `shop-${pid}`;
  const mode = dice.pick(['continuous', 'continuous', 'continuous', 'on_demand'] as const);
  const intervalMs = dice.pick([1_000, 2_000]);
  const accountId = await buildAccount(db, pid, {
    ...{ login, password: 'p', baseUrl: platformUrl, mode, intervalMs },
  });
  for (let code = dice.between(1, 2); code > 0; code--) {
    const terminal = `T${pid}-${code}`;
    const payTypes: Till['payTypes'] = ['wxpay', 'alipay'];
    await buildCode(db, accountId, { terminal, payTypes });
    tills.push({
      ...{ name: terminal, accountId, pid, content: `https://qr.example/${terminal}` },
      ...{ kind: 'polled', mode, isToldAgain: false, login, payTypes },
      ...{ group: login, confirmedAt: 0 },
    });
  }
}

async function addWallet({ seed, dice, db, around, heard }: Founding, pid: number, founded: Founded) {
  const plugins = await loadPlugins(captureLog().log, checkRuleSet);
  const deps: AccountDeps = { db, clock: systemClock, accounts: accountRepository, plugins };
  const login = `W${pid}`;
  const accountId = await addAccount(deps, pid, 'wxpay', {
    ...{ login, mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  const content = `wxp://${login}`;
  await addCode(deps, accountId, {
    ...{ kind: 'personal', label: '', style: 'link', content, payTypes: ['wxpay'] },
  });
  const till: Till = {
    ...{ name: login, accountId, pid, content, kind: 'told', mode: 'continuous', isToldAgain: false },
    ...{ login, payTypes: ['wxpay'], group: login, confirmedAt: 0 },
  };
  founded.tills.push(till);
  const ways = { counts: false, loses: 0, hides: 0, isDocumented: false };
  const app = new WalletApp(till, ways, {
    dice: new Dice(seed, 60 + founded.phones.length),
    truth: around.truth,
  });
  for (let each = dice.between(1, 2); each > 0; each--) {
    const name = `${login}-phone-${each}`;
    const secret = `secret-of-${name}`;
    const now = Date.now();
    await devices.announce(db, { pid, accountId, app: 'sms_forwarder', name, secret, now });
    const habits = {
      again: dice.pick([0, 0, 0.4]),
      prefix: dice.pick([0, 0.3]),
      late: dice.pick([0, 0.1]),
      noise: dice.pick([0, 0.2]),
    };
    till.isToldAgain ||= habits.again > 0;
    const phone = new Phone(
      { pid, accountId, name, secret },
      {
        ...{ ...around, habits, dice: new Dice(seed, 30 + founded.phones.length), onTaken: heard },
        ...{ app, clock: new PhoneClock({ ...around, name }) },
        ...{ beatMs: BEAT_MS, longAgoMs: 0 },
      },
    );
    founded.phones.push({ accountId, phone });
  }
}
