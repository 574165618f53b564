import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import {
  type AccountDeps,
  createAccountRepository,
  createListening,
  readCodePicture,
} from './flow/accounts/index.ts';
import { createBills, DECIDED_WITHIN_MS } from './flow/bills/index.ts';
import { createDeviceRepository, lastHeardOf, unheardSince } from './flow/devices/index.ts';
import { checkRuleSet } from './flow/forwarded-texts/index.ts';
import { RecentRefusals } from './flow/forwarding/index.ts';
import {
  type Accepted,
  createBuyerChoice,
  createDecided,
  createRanOut,
  createRotation,
  OrderIntake,
} from './flow/intake/index.ts';
import { createAskingBounds, createPolling } from './flow/listening/index.ts';
import { createMerchantRepository, MerchantDirectory } from './flow/merchants/index.ts';
import { createNotifier } from './flow/notifications/index.ts';
import { type Order, OrderEvents } from './flow/orders/index.ts';
import { receipts } from './flow/receipts/index.ts';
import { createGivingUp, createSettlement } from './flow/settlement/index.ts';
import { RefusalBook } from './flow/shop-refusals/index.ts';
import { RuleBook } from './flow/text-rules/index.ts';
import { beginTrial, type Trial, withInsideShop } from './flow/trial/index.ts';
import type { PolledPlatform } from './plugin-api/index.ts';
import {
  createPluginHost,
  createRegistry,
  IndexClient,
  intervalsOf,
  isComputed,
  loadPlugins,
  PACKAGE_LIMITS,
  PluginCentre,
  PluginShelf,
  perHourOf,
} from './plugin-host/index.ts';
import { createRecorder } from './recorder/index.ts';
import type { Actor } from './shared/actor.ts';
import { type Clock, SECOND } from './shared/clock.ts';
import type { Config } from './shared/config.ts';
import type { Db } from './shared/db.ts';
import { createFailureLimit } from './shared/failure-limit.ts';
import type { Log } from './shared/log.ts';
import { type ConnectShop, createOutbound } from './shared/outbound.ts';
import { randomFraction, randomUuid } from './shared/random.ts';
import type { Vault } from './shared/secrets.ts';
import { createZoneTime } from './shared/zone-time.ts';
import { createPasswords, isPasswordOf } from './users/index.ts';

export interface ServiceDeps {
  config: Config;
  db: Db;
  clock: Clock;
  log: Log;
  vault: Vault;
  /** In [0, 1); tests hand in their own. */
  random?: () => number;
  /** bcrypt's work factor; tests hand in a lower one. */
  passwordCost?: number;
  /** Where the built-in plugins lie; tests hand in their own. */
  pluginsDir?: string;
  /** Left out: the machine's own. */
  network?: Network;
}

/** The ways out of the house; a simulation hands in its own. */
export interface Network {
  shops: ConnectShop;
  platforms: Dispatcher;
}

export type Services = Awaited<ReturnType<typeof buildServices>>;

/** The composition root: builds every step once, in flow order, and hands in what it needs. */
export async function buildServices(deps: ServiceDeps) {
  const { config, db, clock, log, vault, random = randomFraction } = deps;
  const owner = randomUuid();

  const passwords = createPasswords({ cost: deps.passwordCost });
  const plugins = await loadPlugins(log, checkRuleSet, {
    ...(deps.pluginsDir !== undefined && { dir: deps.pluginsDir }),
    ownDir: join(config.dataDir, 'plugins'),
  });
  const pluginShelf = new PluginShelf({
    ...{ db, registry: plugins, log, checkTextRules: checkRuleSet },
    allowPrivate: config.allowPrivateNotify,
  });
  await pluginShelf.look();
  const { network } = deps;
  const pluginCentre = new PluginCentre({
    ...{ db, registry: plugins, checkTextRules: checkRuleSet, allowPrivate: config.allowPrivateNotify },
    index: new IndexClient({
      db,
      place: config.pluginIndex,
      outbound: createOutbound({
        allowPrivate: config.allowPrivateNotify,
        ...{ timeoutMs: 30 * SECOND, maxBytes: PACKAGE_LIMITS.fileBytes + 1 },
      }),
    }),
  });
  const host = createPluginHost({
    ...{ registry: plugins, log, allowPrivate: config.allowPrivateNotify },
    ...(network && { dispatcher: network.platforms }),
  });
  /** A platform that is only tried is in no registry but its own; `isThere`: with the sessions of the one that is installed. */
  const hostFor = (platform: PolledPlatform, isThere = false) =>
    createPluginHost({
      registry: {
        ...createRegistry([{ folder: platform.id, source: 'installed', platform, problem: null }]),
        isForeign: () => isThere,
      },
      ...{ log, allowPrivate: config.allowPrivateNotify },
      ...(network && { dispatcher: network.platforms }),
    });
  const recorder = createRecorder({
    ...{ db, clock, plugins, allowPrivate: config.allowPrivateNotify, refresh: () => pluginShelf.look() },
    hostFor,
  });

  const merchants = createMerchantRepository(vault);
  await merchants.giveVmqKeys(db);
  const directory = new MerchantDirectory(db, merchants, clock);
  const outside = createOutbound({
    allowPrivate: config.allowPrivateNotify,
    ...(network && { connect: network.shops }),
  });
  const outbound = withInsideShop(outside, directory);
  const accounts = createAccountRepository(vault);
  const accountDeps: AccountDeps = { db, clock, accounts, plugins };
  const listening = createListening(plugins);
  const orderEvents = new OrderEvents();

  const zone = createZoneTime(config.displayZone);
  const rotation = createRotation({
    ...{ merchants, listening, clock, zone },
    fixesAmount: ({ accountId, platform: id, kind, settings }) => {
      const platform = plugins.find(id);
      if (platform?.listening === 'forwarded') return kind !== null && isComputed(platform, kind);
      return platform?.openBill !== undefined && host.makesBills(id, settings()) && !bills.rests(accountId);
    },
    showsNothing: (account) => bills.showsNothing(account),
  });
  const asking = createAskingBounds({
    ...{ db, clock, accounts },
    perHour: (platform) => perHourOf(plugins.find(platform)),
  });
  const bills = createBills({ db, clock, log, host, plugins, accounts, asking });
  const shortages = createRanOut({ db, clock, rotation, merchants: directory });
  const { ranOut } = shortages;
  const decided = createDecided({
    ...{ db, rotation, ranOut, merchants, withinMs: DECIDED_WITHIN_MS },
    moment: () => ({ now: clock.now(), random }),
    ...{ makesBills: bills.makesBills, decide: bills.decide },
  });
  const intake = new OrderIntake(db, rotation, clock, { random, ranOut, decided });
  const shopRefusals = new RefusalBook({ db, clock, log, merchants: directory });

  const notifier = createNotifier({
    db,
    clock,
    log,
    outbound,
    merchants: directory,
    events: orderEvents,
    owner,
    random,
  });
  const devices = createDeviceRepository(vault);
  const heard = { accounts, devices, plugins };
  const settlement = createSettlement({
    db,
    clock,
    log,
    owner,
    isTold: listening.isForwarded,
    toldLimitOf: accounts.toldLimitOf,
    unheardSince: (trx, money, at) => unheardSince(trx, heard, money, at),
    dayOf: zone.dayOf,
    paidHoldOf: async (trx, pid) => (await merchants.get(trx, pid)).rules.paidHoldMs,
    billedOrder: bills.billedOrder,
    deliverNow: (tradeNo, order) => notifier.deliverNow(tradeNo, order),
    events: orderEvents,
  });
  const polling = createPolling({
    db,
    clock,
    log,
    accounts,
    host,
    isPolled: listening.isPolled,
    hostFor: (platform) => hostFor(platform, true),
    intervalsOf: (platform) => intervalsOf(plugins.find(platform)),
    settlement,
    billsOf: bills.toldOf,
    asking,
    owner,
    random,
  });
  const { listener } = polling;

  const rules = new RuleBook({ db, clock, plugins });
  const forwarding = {
    db,
    clock,
    log,
    accounts,
    merchants: directory,
    devices,
    plugins,
    rules,
    refusals: new RecentRefusals(),
    askPlatform: polling.askPlatform,
    settlement,
  };

  const choice = createBuyerChoice({
    db,
    clock,
    random,
    rotation,
    merchants,
    ranOut,
    decided,
    events: orderEvents,
    nudge: (accountId) => listener.nudge(accountId),
  });
  const givingUp = createGivingUp({
    settlement,
    events: orderEvents,
    graceOf: async (pid) => (await merchants.get(db, pid)).rules.graceMs,
  });
  const uploadsDir = join(config.dataDir, 'uploads');

  return {
    ...deps,
    owner,
    plugins,
    host,
    asking,
    merchants,
    directory,
    accounts,
    accountDeps,
    bills,
    shownCode: bills.shownCode,
    orderEvents,
    intake,
    shopRefusals,
    notifier,
    settlement,
    devices,
    rules,
    forwarding,
    recentRefusals: (accountId: number | null) => forwarding.refusals.of(accountId),
    isForwarded: listening.isForwarded,
    /** Of an account that devices tell of; null: of another one, or never heard. So few amounts are kept that others are left. */
    lastHeard: async (trx: Db, accountId: number) => {
      const account = await accounts.find(trx, accountId);
      if (!account || !listening.isForwarded(account.platform)) return null;
      const at = await lastHeardOf(trx, heard, { accountId, pid: account.pid });
      if (at === null) return null;
      const { slotLimitFen } = (await merchants.get(trx, account.pid)).rules;
      return { at, keep: Math.min(5, Math.floor(slotLimitFen / 10)) };
    },
    shortages,
    zone,
    rotation,
    passwords,
    deviceFailures: createFailureLimit({ points: 60, seconds: 60 }),
    shopFailures: createFailureLimit({ points: 60, seconds: 60 }),
    /** What requests gave away about the installation; shown to the owner. */
    signs: { untrustedProxy: false },
    uploadsDir,
    ...polling,
    ...choice,
    ...givingUp,
    apiTradeNo: ({ receiptId }: Pick<Order, 'receiptId'>) => receipts.externalIdOf(db, receiptId),
    beginTrial: (trial: Trial, actor: Actor) => {
      const created = ({ accountId }: Accepted) => {
        if (accountId !== null) listener.nudge(accountId);
      };
      return beginTrial({ db, clock, merchants, intake, created }, trial, actor);
    },
    pluginShelf,
    recorder,
    pluginCentre,

    checkPassword: (userId: number, password: string) => isPasswordOf({ db, passwords }, userId, password),
    readUpload: (name: string) => readCodePicture(uploadsDir, name),
  };
}
