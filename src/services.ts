import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import {
  type Account,
  type AccountDeps,
  type CodeToRoute,
  codes,
  createAccountRepository,
  whyNoCode,
} from './flow/accounts/index.ts';
import { createDeviceRepository } from './flow/devices/index.ts';
import { checkRuleSet } from './flow/forwarded-texts/index.ts';
import { RecentRefusals, RuleBook } from './flow/forwarding/index.ts';
import {
  chooseType,
  createRanOut,
  OrderIntake,
  offeredTypes,
  otherWays,
  type Rotation,
} from './flow/intake/index.ts';
import { askTerminals, Listener, PersonalLogins, type PollDeps } from './flow/listening/index.ts';
import { createMerchantRepository, MerchantDirectory } from './flow/merchants/index.ts';
import { createNotifier, LEASE_MS, laneHost, notifications } from './flow/notifications/index.ts';
import { type Order, OrderEvents, orders } from './flow/orders/index.ts';
import { receipts } from './flow/receipts/index.ts';
import { closeOrder, type SettlementDeps } from './flow/settlement/index.ts';
import { RefusalBook } from './flow/shop-refusals/index.ts';
import { createPluginHost, loadPlugins, PluginSwitch } from './plugin-host/index.ts';
import type { Clock } from './shared/clock.ts';
import type { Config } from './shared/config.ts';
import type { Db } from './shared/db.ts';
import { createFailureLimit } from './shared/failure-limit.ts';
import type { Log } from './shared/log.ts';
import { createOutbound } from './shared/outbound.ts';
import type { PayType } from './shared/pay-type.ts';
import type { Vault } from './shared/secrets.ts';
import { createPasswords, findUserById } from './users/index.ts';

export interface ServiceDeps {
  config: Config;
  db: Db;
  clock: Clock;
  log: Log;
  vault: Vault;
  /** In [0, 1); tests hand in their own. */
  random?: () => number;
  /** Where the built-in plugins lie; tests hand in their own. */
  pluginsDir?: string;
}

export type Services = Awaited<ReturnType<typeof buildServices>>;

/** The composition root: builds every step once, in flow order, and hands in what it needs. */
export async function buildServices(deps: ServiceDeps) {
  const { config, db, clock, log, vault, random = Math.random } = deps;
  const owner = randomUUID();

  const passwords = createPasswords();
  const plugins = await loadPlugins(log, checkRuleSet, {
    ...(deps.pluginsDir !== undefined && { dir: deps.pluginsDir }),
    ownDir: join(config.dataDir, 'plugins'),
  });
  const pluginSwitch = new PluginSwitch(db, plugins);
  await pluginSwitch.refresh();
  const host = createPluginHost({ registry: plugins, log });
  const outbound = createOutbound({ allowPrivate: config.allowPrivateNotify });

  const merchants = createMerchantRepository(vault);
  await merchants.giveVmqKeys(db);
  const directory = new MerchantDirectory(db, merchants, clock);
  const accounts = createAccountRepository(vault);
  const accountDeps: AccountDeps = { db, clock, accounts, plugins };
  const orderEvents = new OrderEvents();

  const rotation: Rotation = {
    listRoutable: (trx, pid) => codes.listRoutable(trx, pid, scopeOf, isForwarded),
    lockTurns: merchants.lockTurns,
    saveCodeTurn: codes.saveTurn,
    saveLastTurn: merchants.saveLastTurn,
    whyNoCode: async (trx, pid, payType) =>
      whyNoCode(await codes.listObstacles(trx, pid), payType, isForwarded),
  };
  const shortages = createRanOut({ db, clock, rotation, merchants: directory });
  const { ranOut } = shortages;
  const intake = new OrderIntake(db, rotation, clock, { random, ranOut });
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
  const settlement: SettlementDeps = {
    db,
    clock,
    log,
    // What a platform was asked for has no limit, and costs no look at its account.
    toldLimit: async ({ platform, accountId }) =>
      isForwarded(platform) ? accounts.toldLimitOf(db, accountId) : null,
    isTold: isForwarded,
    unclaimedHold: async (trx, { pid }) => (await merchants.get(trx, pid)).rules.paidHoldMs,
    queueNotifications: (trx, told, now) =>
      notifications.enqueue(trx, {
        tradeNos: told.map(({ tradeNo }) => tradeNo),
        hosts: told.map(({ notifyUrl }) => laneHost(notifyUrl)),
        now,
        leaseOwner: owner,
        leaseUntil: now + LEASE_MS,
      }),
    paid(order) {
      if (order.notifyUrl !== '') notifier.deliverNow(order.tradeNo, order);
      orderEvents.changed(order.tradeNo);
    },
  };
  const isPolled = (platform: string) => plugins.find(platform)?.listening === 'polled';
  const pollDeps: PollDeps = {
    db,
    clock,
    log,
    accounts,
    host,
    isPolled,
    settlement,
    owner,
    random,
    skews: new Map(),
  };
  const listener = new Listener(pollDeps);
  const logins = new PersonalLogins(pollDeps);

  const devices = createDeviceRepository(vault);
  const refusals = new RecentRefusals();
  const rules = new RuleBook({ db, clock, plugins });
  const forwarding = {
    db,
    clock,
    log,
    accounts,
    merchants: directory,
    devices,
    rules,
    plugins,
    // Also where buyers press for it: that money came in is as good a reason.
    async askPlatform(accountId: number) {
      const account = await accounts.find(db, accountId);
      if (account) await listener.askNow(account);
    },
    settlement,
  };

  function isForwarded(platform: string): boolean {
    return plugins.find(platform)?.listening === 'forwarded';
  }

  /**
   * Where payables must be unique: the code where receipts name it, else the account. Null for a plugin that is gone, and
   * where a device should tell of the payment and none was ever heard.
   */
  function scopeOf(code: CodeToRoute): string | null {
    const platform = plugins.find(code.platform);
    if (!platform || (platform.listening === 'forwarded' && !code.isHeard)) return null;
    return platform.terminal.namedByReceipts ? `code:${code.id}` : `account:${code.accountId}`;
  }

  return {
    ...deps,
    owner,
    plugins,
    host,
    merchants,
    directory,
    accounts,
    accountDeps,
    orderEvents,
    intake,
    shopRefusals,
    notifier,
    settlement,
    listener,
    devices,
    rules,
    forwarding,
    refusals,
    recentRefusals: (accountId: number | null) => refusals.of(accountId),
    isForwarded,
    shortages,
    passwords,
    deviceFailures: createFailureLimit({ points: 60, seconds: 60 }),
    shopFailures: createFailureLimit({ points: 60, seconds: 60 }),
    /** What requests gave away about the installation; shown to the owner. */
    signs: { untrustedProxy: false },
    uploadsDir: join(config.dataDir, 'uploads'),

    payTypesFor: (order: Pick<Order, 'pid'>) => offeredTypes(db, rotation, order.pid),
    waysFor: (order: Order) => otherWays(db, rotation, order),

    async chooseType(tradeNo: string, payType: PayType): Promise<void> {
      const order = await orders.getOrder(db, tradeNo);
      const merchant = await merchants.get(db, order.pid);
      const moment = () => ({ now: clock.now(), random });
      await chooseType({ db, rotation, moment, ranOut }, order, payType, merchant.rules);
      const placed = await orders.getOrder(db, tradeNo);
      if (placed.placement) listener.nudge(placed.placement.accountId);
      orderEvents.changed(tradeNo);
    },

    /** The shop closes its pending order, whose amount stays taken for `graceMs`. Refusal 'not_pending'. */
    async closeForShop(tradeNo: string, graceMs: number): Promise<void> {
      await closeOrder(settlement, tradeNo, graceMs, 'shop');
      orderEvents.changed(tradeNo);
    },

    /** The buyer gives his order up. Its amount stays taken for the merchant's grace. Refusal 'not_pending'. */
    async cancelOrder(tradeNo: string): Promise<void> {
      const { pid } = await orders.getOrder(db, tradeNo);
      const { rules } = await merchants.get(db, pid);
      await closeOrder(settlement, tradeNo, rules.graceMs, 'buyer');
      orderEvents.changed(tradeNo);
    },

    async confirmPaid(tradeNo: string): Promise<{ asked: true } | { waitSeconds: number }> {
      const outcome = await listener.confirmPaid(await orders.getOrder(db, tradeNo));
      return outcome && !outcome.asked ? { waitSeconds: Math.ceil(outcome.waitMs / 1000) } : { asked: true };
    },

    /** The platform's number of the payment that settled this order; '' when there is none. */
    async apiTradeNo(order: Order): Promise<string> {
      if (order.receiptId === null) return '';
      return (await receipts.findReceipt(db, order.receiptId))?.externalId ?? '';
    },

    testLogin: (account: Account) => logins.begin(account),
    askTerminals: (account: Account) => askTerminals(pollDeps, account),
    logins,
    pluginSwitch,

    /** True when this is the user's password. */
    async checkPassword(userId: number, password: string): Promise<boolean> {
      const user = await findUserById(db, userId);
      return passwords.matches(password, user?.passwordHash);
    },

    /** An uploaded picture of a code; null when there is none of that name. */
    async readUpload(name: string) {
      const file = join(config.dataDir, 'uploads', basename(name));
      const found = await stat(file).catch(() => null);
      if (!found?.isFile()) return null;
      return { body: createReadStream(file), type: `image/${extname(file).slice(1) || 'png'}` };
    },
  };
}
