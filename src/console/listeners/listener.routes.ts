import { type Request, type Response, Router } from 'express';
import type { Account } from '../../flow/accounts/index.ts';
import { type DeviceApp, registerDevice } from '../../flow/devices/index.ts';
import { noteKeyShown } from '../../flow/merchants/index.ts';
import { gradeOf } from '../../plugin-api/text-rules/index.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import { isDuplicate } from '../../shared/db.ts';
import { type Refusal, refuse } from '../../shared/errors.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, publicUrlOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { qrPreview } from '../qr-preview.ts';
import { type AppScreens, appScreens } from './app-screens.ts';
import { isTelling, isWallet, type Telling, takesPc, tellingPlatforms } from './forwarded-platforms.ts';
import {
  forwardingRule,
  HEARTBEAT_BOXES,
  HEARTBEAT_CRON,
  heartbeatTemplate,
  isTooImpatient,
  MESSAGE_TEMPLATE,
  namesApp,
  type PhoneNames,
  pcChannel,
  phoneNames,
  REPEAT_FILTER,
  RETRIES,
  ruleTemplate,
  vmqConfig,
} from './forwarder-settings.ts';
import { type LiveBox, readLiveBox } from './live-box.ts';
import { type WalletAdvice, walletAdvice } from './wallet-advice.ts';

const MAX_NAME = 100;
/** How long the page shows a new device's secret to whoever made it, so that a reload doesn't lose it. */
const SECRET_SHOWN_MS = 15 * MINUTE;

declare module 'express-session' {
  interface SessionData {
    freshDevice?: { id: number; until: number };
  }
}

/** A text to be copied by hand, by button, or by a phone's camera. */
export interface CopyText {
  value: string;
  /** The QR code of it; null where it is no use. */
  qr: string | null;
}

/** For a phone that receives the payments of another platform as well. */
export interface OtherPlatform {
  platform: { id: string; name: string };
  /** A phone alone tells of it. */
  isForwarded: boolean;
  /** Each with the names that its parts have on a phone. */
  accounts: { id: number; login: string; names: PhoneNames }[];
}

export interface ListenerPage {
  account: {
    id: number;
    text: string;
    platform: string;
    pid: number;
    acceptKey: boolean;
    takesPc: boolean;
    takesVmq: boolean;
  };
  /** Where in the phone's app each numbered value goes. */
  screens: AppScreens;
  names: PhoneNames;
  /** The merchant has other accounts whose phone this may be already. */
  mayShareThePhone: boolean;
  repeatFilter: string;
  pushUrl: CopyText;
  /** False: the address was taken from this request. */
  isUrlConfigured: boolean;
  messageTemplate: CopyText;
  ruleTemplate: CopyText;
  forwardingRule: CopyText;
  /** The rules of the platform's other apps: one more each, with the same template. */
  appRules: { name: string; rule: CopyText }[];
  /** The other platforms, each with the accounts of this merchant. */
  others: OtherPlatform[];
  retries: string;
  heartbeatCron: string;
  /** The timer's boxes, as the app names them. */
  heartbeatBoxes: typeof HEARTBEAT_BOXES;
  /** Not null: the account takes one late heartbeat for silence; so many seconds. */
  tooImpatient: number | null;
  heartbeatTemplate: CopyText;
  /** Names of the account's phones and PCs, heard or not. */
  announced: string[];
  wallet: WalletAdvice;
  /** Its notifications, all or some, wait for the owner's word the first time; empty: none does. */
  isAskedOnce: 'always' | 'sometimes' | '';
  /** Where the phone's app comes from: what is said before and after the links. */
  forwarderFrom: { before: string; after: string };
  channel: string;
  /** The device that was added here some minutes ago at most, with its secret. */
  fresh: { name: string; app: DeviceApp; secret: CopyText } | null;
  /** The merchant's key, when it was just revealed. */
  key: CopyText | null;
  keyEnd: string;
  vmq: CopyText | null;
  /** The same with the scheme, for newer apps. */
  vmqUrl: CopyText | null;
  typed: { name: string; app: string };
  /** What can be added here. */
  apps: ('sms_forwarder' | 'pc')[];
  /** True: creating a key asks for the password. */
  asksPassword: boolean;
  /** Devices that still sign with the merchant's key, which the next device with a key of its own ends. */
  onMerchantKey: string[];
  live: LiveBox;
  trouble: Trouble | null;
}

/** /console/accounts/:id/listener: what to enter on the phone or PC, and what arrives from it. */
export function listenerRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock } = deps;
  const load = createLoad(deps);

  router.get('/accounts/:id/listener', may('accounts.see'), async (req, res) => {
    await showListener(req, res, await accountOf(req, res), {});
  });

  /** The live box alone, for the script that asks for it every few seconds. */
  router.get('/accounts/:id/listener/live', may('accounts.see'), async (req, res) => {
    const account = await accountOf(req, res);
    const live = await readLiveBox(
      deps,
      actorOf(res),
      { account, platform: platformOf(account) },
      preferencesOf(res),
    );
    renderPage<LiveBox>(res, 'console/listener-live', { page: live });
  });

  router.post('/accounts/:id/listener/devices', may('device.add'), async (req, res) => {
    const account = await accountOf(req, res);
    const typed = formValues(req.body);
    try {
      const { name, app } = readDevice(typed, platformOf(account));
      await askPassword.unlessConfirmed(req, res);
      const fresh = await registerDevice(deps, account, { name, app }, actorOf(res));
      req.session.freshDevice = { id: fresh.id, until: clock.now() + SECRET_SHOWN_MS };
      res.redirect(303, `/console/accounts/${account.id}/listener`);
    } catch (error) {
      const { t } = preferencesOf(res);
      const told = isDuplicate(error)
        ? refuseName('duplicate_device', saying('console.listener.nameTaken'))
        : error;
      await showListener(req, res, account, { typed, trouble: troubleOf(told, t) });
    }
  });

  router.post('/accounts/:id/listener/reveal', may('merchant.revealKey'), async (req, res) => {
    const account = await accountOf(req, res);
    try {
      await askPassword(req, res, 'reveal_password');
    } catch (error) {
      return showListener(req, res, account, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteKeyShown(deps, account.pid, 'key', actorOf(res));
    const { key } = await deps.merchants.get(db, account.pid);
    await showListener(req, res, account, { key, isRevealed: true });
  });

  async function accountOf(req: Request, res: Response): Promise<Account> {
    const account = await load.accountFor(actorOf(res), req.params.id);
    platformOf(account);
    return account;
  }

  function platformOf(account: Account): Telling {
    const platform = deps.plugins.get(account.platform);
    if (isTelling(platform)) return platform;
    throw refuse('not_found.listener');
  }

  function othersOf(own: Account, accounts: Account[], lang: Lang): OtherPlatform[] {
    return tellingPlatforms(deps.plugins)
      .filter(
        (one) =>
          one.id !== own.platform && (isWallet(one) || accounts.some(({ platform }) => platform === one.id)),
      )
      .map(({ id, name, listening }) => ({
        platform: { id, name: name[lang] },
        isForwarded: listening === 'forwarded',
        accounts: accounts
          .filter(({ platform }) => platform === id)
          .map((one) => ({ id: one.id, login: one.login, names: namesOf(one, accounts) })),
      }));
  }

  function namesOf(account: Account, among: Account[]): PhoneNames {
    const isForwarded = (platform: string) => deps.plugins.find(platform)?.listening === 'forwarded';
    return phoneNames(account, { among, isForwarded });
  }

  async function namesOnMerchantKey({ id }: Account): Promise<string[]> {
    const devices = await deps.devices.list(db, clock.now(), id);
    return devices.filter((one) => !one.hasOwnSecret && one.lastSeenAt !== null).map(({ name }) => name);
  }

  async function freshDevice(req: Request, account: Account): Promise<ListenerPage['fresh']> {
    const { id, until } = req.session.freshDevice ?? { id: 0, until: 0 };
    if (until <= clock.now()) return null;
    const device = await deps.devices.find(db, id);
    const own = (await deps.devices.listSecrets(db, account.id)).find(({ deviceId }) => deviceId === id);
    return device && own ? { name: device.name, app: device.app, secret: await copyText(own.secret) } : null;
  }

  async function showListener(
    req: Request,
    res: Response,
    account: Account,
    more: { key?: string; isRevealed?: boolean; typed?: FormValues; trouble?: Trouble },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const platform = platformOf(account);
    const [before = '', after = ''] = t('console.listener.appForwarder', { sources: '\n' }).split('\n');
    const merchant = await deps.merchants.get(db, account.pid);
    const publicUrl = publicUrlOf(req, deps.config.publicUrl);
    const vmqKey = !more.isRevealed ? null : await deps.devices.getVmqKey(db, account.pid, clock.now());
    const accounts = await deps.accounts.list(db, account.pid);
    const names = namesOf(account, accounts);
    const others = othersOf(account, accounts, lang);
    const page: ListenerPage = {
      account: {
        id: account.id,
        text: `${platform.name[lang]} · ${account.login}`,
        platform: platform.name[lang],
        pid: account.pid,
        acceptKey: account.acceptKey,
        takesPc: takesPc(platform),
        takesVmq: platform.listening === 'forwarded' && platform.listeners.includes('vmq'),
      },
      screens: appScreens(names),
      names,
      mayShareThePhone: others.some((one) => one.isForwarded && one.accounts.length > 0),
      repeatFilter: REPEAT_FILTER,
      pushUrl: await copyText(`${publicUrl}/mpayNotify`),
      isUrlConfigured: deps.config.publicUrl !== '',
      messageTemplate: await copyText(MESSAGE_TEMPLATE),
      ruleTemplate: await copyText(ruleTemplate(account, { namesApp: namesApp(platform) })),
      forwardingRule: await copyText(forwardingRule(platform)),
      appRules: await Promise.all(
        platform.told.apps.slice(1).map(async (app) => ({
          name: app.name[lang],
          rule: await copyText(forwardingRule(platform, app)),
        })),
      ),
      others,
      retries: RETRIES,
      heartbeatCron: HEARTBEAT_CRON,
      heartbeatBoxes: HEARTBEAT_BOXES,
      tooImpatient: isTooImpatient(account) ? account.silentAfterMs / SECOND : null,
      announced: (await deps.devices.list(db, clock.now(), account.id)).map(({ name }) => name),
      forwarderFrom: { before, after },
      isAskedOnce: askedOnce(platform),
      wallet: walletAdvice(platform, lang, t),
      heartbeatTemplate: await copyText(heartbeatTemplate(account)),
      channel: pcChannel(account),
      fresh: await freshDevice(req, account),
      key: more.key !== undefined && account.acceptKey ? await copyText(more.key) : null,
      keyEnd: merchant.key.slice(-4),
      vmq: vmqKey === null ? null : await copyText(vmqConfig(publicUrl, vmqKey)),
      vmqUrl: vmqKey === null ? null : { value: `${publicUrl}/${vmqKey}`, qr: null },
      apps: takesPc(platform) ? ['sms_forwarder', 'pc'] : ['sms_forwarder'],
      typed: { name: more.typed?.name ?? '', app: more.typed?.app ?? 'sms_forwarder' },
      asksPassword: askPassword.isNeeded(req),
      onMerchantKey: account.acceptKey ? await namesOnMerchantKey(account) : [],
      live: await readLiveBox(deps, actorOf(res), { account, platform }, preferencesOf(res)),
      trouble: more.trouble ?? null,
    };
    renderPage<ListenerPage>(res, 'console/listener', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

function askedOnce({ told }: Telling): ListenerPage['isAskedOnce'] {
  const likely = told.textRules.rules.filter((rule) => gradeOf(rule) === 'likely').length;
  return likely === 0 ? '' : likely === told.textRules.rules.length ? 'always' : 'sometimes';
}

async function copyText(value: string): Promise<CopyText> {
  return { value, qr: await qrPreview(value) };
}

function readDevice(typed: FormValues, platform: Telling): { name: string; app: 'sms_forwarder' | 'pc' } {
  const name = (typed.name ?? '').trim();
  if (name === '') throw refuseName('bad_device', saying('console.listener.nameMissing'));
  if (name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
    throw refuseName('bad_device', saying('console.listener.nameTooLong', { max: MAX_NAME }));
  }
  return { name, app: typed.app === 'pc' && takesPc(platform) ? 'pc' : 'sms_forwarder' };
}

function refuseName(code: 'bad_device' | 'duplicate_device', problem: Saying): Refusal {
  return refuse(code, { problem }, { fields: [{ field: 'name', problem }] });
}
