import { type Account, type Code, codes } from '../../flow/accounts/index.ts';
import { type Alert, listOpenAlerts } from '../../flow/alerts/index.ts';
import { countUnknownTexts } from '../../flow/forwarding/index.ts';
import {
  type GivenUpShop,
  givenUp,
  type Notification,
  notifications,
} from '../../flow/notifications/index.ts';
import { countRefusalsSince } from '../../flow/shop-refusals/index.ts';
import { listUnconfirmed } from '../../flow/text-rules/index.ts';
import { howFar } from '../../flow/trial/index.ts';
import { type Scope, within } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import type { UserActor } from '../../users/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { refusalsSeenAt } from '../refused/refused.routes.ts';

/** Fails this often in a row are no hiccup of the shop any more: about a minute. */
const LONG_FAILING = 4;
/** The counts stop there: so many or more. */
export const COUNT_UP_TO = 100;
const FAILING_SHOWN = 5;
/** A number that people send again, or wonder at. */
export const COUNT_SHOP_UP_TO = 1_000;
const ALERTS_SHOWN = 10;

/** What a person should look at now. */
export interface NeedsAttention {
  /** Enabled, and queries fail or have been stopped, or the plugin is gone. */
  accounts: {
    account: Account;
    pluginMissing: boolean;
    whyNoPlugin: ReturnType<ConsoleDeps['plugins']['whyNot']>;
  }[];
  /** Enabled, with codes, to be told of payments by a device, and none was ever heard. */
  neverHeard: Account[];
  /** Failing for a good while, and still tried; at most 5. */
  notifications: Notification[];
  /** Shops whose notifications were given up, with how many; 1000 means "1000 or more". */
  givenUp: GivenUpShop[];
  /** Newest first, at most 10. */
  alerts: Alert[];
  /** Up to 100, which means "100 or more"; without those below. */
  unmatched: number;
  /** Payments that wait for the owner's word for their kind of notification; up to 100, which means "100 or more". */
  unconfirmed: number;
  /** Forwarded texts that nobody knew and nobody has looked at; up to 100, which means "100 or more". */
  unknownTexts: number;
  /** Kinds of shops' requests that were refused since the owner last looked; up to 100. */
  refusedRequests: number;
  /** True: a reverse proxy stands in front that TRUST_PROXY does not name. */
  untrustedProxy: boolean;
  /** True: there are codes, but none that could take an order now. */
  noUsableCode: boolean;
}

/** Which alert says of an account what its health says. */
const TELLING = { silent: 'silent_device', needs_you: 'account_halted', stopped: 'account_halted' } as const;

/** How far a fresh installation has come. */
export interface FirstSteps {
  hasAccount: boolean;
  hasCode: boolean;
  /** Of a shop: what its owner tries himself is none. */
  hasOrder: boolean;
  hasPaidTrial: boolean;
  /** The accounts whose payments a phone or PC reports, and whether one of theirs was ever heard. */
  phones: { account: Account; isHeard: boolean }[];
}

export async function findNeeds(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'accounts' | 'plugins' | 'devices' | 'signs'>,
  actor: UserActor,
): Promise<{ attention: NeedsAttention; steps: FirstSteps }> {
  const { db } = deps;
  const { shown } = actor;
  const accounts = await deps.accounts.listWithin(db, shown);
  const all = await codes.listCodes(
    db,
    accounts.map((account) => account.id),
  );
  const failing = await notifications.listFailing(db, shown, {
    attempts: LONG_FAILING,
    limit: FAILING_SHOWN,
  });
  const alerts = await listOpenAlerts(db, shown, ALERTS_SHOWN);
  const { hasShopOrder, hasPaidTrial } = await howFar(db, shown);
  const phones = findPhones(deps, accounts);
  // One line for each trouble: the alert says the same of the account, and more.
  const isTold = ({ id, health }: Account) =>
    (health === 'silent' || health === 'needs_you' || health === 'stopped') &&
    alerts.some(({ kind, accountId }) => accountId === id && kind === TELLING[health]);
  // Whoever can't mend an account is told of payments and orders only.
  const mends = actor.may('account.edit');
  // To the others they are money without an order.
  const confirms = actor.may('rule.confirm');
  return {
    attention: {
      accounts: (mends ? accounts : [])
        .map((account) => ({
          account,
          pluginMissing: deps.plugins.find(account.platform) === undefined,
          whyNoPlugin: deps.plugins.whyNot(account.platform),
        }))
        .filter(
          ({ account, pluginMissing }) =>
            account.enabled && (pluginMissing || account.health !== 'ok') && !isTold(account),
        ),
      neverHeard: (mends ? phones : [])
        .filter(
          ({ account, isHeard }) =>
            !isHeard && all.some((code) => code.accountId === account.id && code.enabled),
        )
        .map(({ account }) => account),
      notifications: failing,
      givenUp: await givenUp.countGivenUpByHost(db, shown, COUNT_SHOP_UP_TO),
      alerts,
      unmatched: await countUnmatched(db, shown, confirms),
      unconfirmed: confirms ? (await listUnconfirmed(db, shown, COUNT_UP_TO)).length : 0,
      unknownTexts: actor.may('texts.see')
        ? await countUnknownTexts(
            db,
            accounts.map(({ id }) => id),
            COUNT_UP_TO,
          )
        : 0,
      refusedRequests: actor.may('refused.see')
        ? await countRefusalsSince(db, shown, await refusalsSeenAt(db, actor), COUNT_UP_TO)
        : 0,
      untrustedProxy: actor.role === 'owner' && deps.signs.untrustedProxy,
      noUsableCode: mends && all.length > 0 && !all.some((code) => isUsable(deps, code, accounts)),
    },
    steps: {
      hasAccount: accounts.length > 0,
      hasCode: all.length > 0,
      hasOrder: hasShopOrder,
      hasPaidTrial,
      phones,
    },
  };
}

function findPhones({ plugins }: Pick<ConsoleDeps, 'plugins'>, accounts: Account[]): FirstSteps['phones'] {
  const forwarded = accounts.filter(
    ({ enabled, platform }) => enabled && plugins.find(platform)?.listening === 'forwarded',
  );
  return forwarded.map((account) => ({ account, isHeard: account.heardAt !== null }));
}

function isUsable(deps: Pick<ConsoleDeps, 'plugins'>, code: Code, accounts: Account[]): boolean {
  const account = accounts.find(({ id }) => id === code.accountId);
  if (!account?.enabled || account.health === 'stopped' || account.health === 'silent' || !code.enabled)
    return false;
  const platform = deps.plugins.find(account.platform);
  return platform?.listening === 'forwarded'
    ? account.heardAt !== null || account.takesUnheard
    : platform !== undefined;
}

async function countUnmatched(db: Db, scope: Scope, isConfirmedApart: boolean): Promise<number> {
  const unmatched = within(db('receipts').where({ state: 'unmatched' }), 'pid', scope);
  if (isConfirmedApart) {
    unmatched.where((own) => own.whereNull('reason').orWhereNot({ reason: 'rule_unconfirmed' }));
  }
  const rows = await unmatched.limit(COUNT_UP_TO).select('id');
  return rows.length;
}
