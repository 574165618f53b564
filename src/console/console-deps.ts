import type { Account, AccountRepository } from '../flow/accounts/index.ts';
import type { ShownCode } from '../flow/bills/index.ts';
import type { DeviceRepository } from '../flow/devices/index.ts';
import type { RecentRefusal } from '../flow/forwarding/index.ts';
import type { Rotation } from '../flow/intake/index.ts';
import type {
  AccountLogins,
  AskedOtherwise,
  AskedTerminals,
  BudgetGauge,
  LoginTest,
  PersonalLogins,
} from '../flow/listening/index.ts';
import type { MerchantDirectory, MerchantRepository } from '../flow/merchants/index.ts';
import type { Notifier } from '../flow/notifications/index.ts';
import type { Order, OrderEvents } from '../flow/orders/index.ts';
import type { SettlementDeps } from '../flow/settlement/index.ts';
import type { RefusalBook } from '../flow/shop-refusals/index.ts';
import type { RuleBook } from '../flow/text-rules/index.ts';
import type { Trial } from '../flow/trial/index.ts';
import type { PolledPlatform } from '../plugin-api/index.ts';
import type { PluginCentre, PluginRegistry, PluginShelf } from '../plugin-host/index.ts';
import type { Recorder } from '../recorder/index.ts';
import type { Actor } from '../shared/actor.ts';
import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import type { Db } from '../shared/db.ts';
import type { Log } from '../shared/log.ts';
import type { Passwords } from '../users/index.ts';

/** All that the console's pages need of the house. */
export interface ConsoleDeps {
  db: Db;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'publicUrl' | 'displayZone' | 'allowPrivateNotify'>;
  merchants: MerchantRepository;
  /** Told when a merchant changed, so that shops notice at once. */
  directory: Pick<MerchantDirectory, 'forget'>;
  accounts: AccountRepository;
  plugins: PluginRegistry;
  pluginShelf: PluginShelf;
  pluginCentre: PluginCentre;
  settlement: SettlementDeps;
  notifier: Pick<Notifier, 'resend'>;
  orderEvents: Pick<OrderEvents, 'changed'>;
  /** What shops asked wrongly: `write` puts down what was noted since. */
  shopRefusals: Pick<RefusalBook, 'write'>;
  /** Logs in at the platform afresh; what came of it is the account's health from then on. */
  testLogin(account: Account): Promise<LoginTest>;
  /** The terminals that the account's platform itself names. */
  askTerminals(account: Account): Promise<AskedTerminals>;
  /** An order of the owner's own on one code, told to the house's own shop; its trade number. */
  beginTrial(trial: Trial, actor: Actor): Promise<string>;
  /** The code that the order's buyer is to scan; undefined when there is none. */
  shownCode(order: Order): Promise<ShownCode | undefined>;
  /** Somebody looks at the code of an order of this account, placed at that moment (ms). Returns at once. */
  noteLooked(accountId: number, placedAt: number): void;
  /** Asks the platform for this order's money, at most as often as the account allows. */
  confirmPaid(tradeNo: string): Promise<unknown>;
  /** What its platform tells when it is asked as a correction says. */
  askAsCorrected(account: Account, platform: PolledPlatform): Promise<AskedOtherwise>;
  /** How the account's hour stands. */
  budgetOf(account: Account): Promise<BudgetGauge>;
  /** When the account logged in, and how long its sessions last. */
  loginsOf(account: Account): Promise<AccountLogins>;
  /** All codes of a merchant, each with what keeps orders from it. */
  rotation: Pick<Rotation, 'listRoutable'> & Required<Pick<Rotation, 'listCandidates' | 'whyNoCode'>>;
  /** What only a person can do to log in at a platform. */
  logins: Pick<PersonalLogins, 'begin' | 'answer' | 'handOver' | 'openAsk'>;
  /** True when this is the user's password. */
  checkPassword(userId: number, password: string): Promise<boolean>;
  passwords: Passwords;
  /** Where uploaded pictures of codes lie; made when it is missing. */
  uploadsDir: string;
  /** `untrustedProxy`: requests come through a proxy that TRUST_PROXY does not name. */
  signs: { readonly untrustedProxy: boolean };
  devices: DeviceRepository;
  /** The rules for notification texts: the plugins' and the owner's. */
  rules: Pick<RuleBook, 'current' | 'add' | 'remove'>;
  /** Recordings of platforms, from the upload to what is enabled. */
  recorder: Recorder;
  /** Messages for this account that were refused lately, newest first; null: whose account could not be told. */
  recentRefusals(accountId: number | null): RecentRefusal[];
}
