import { type Request, type Response, Router } from 'express';
import type { Account } from '../../flow/accounts/index.ts';
import type { DeviceApp } from '../../flow/devices/index.ts';
import { HEARTBEAT_TITLE } from '../../flow/forwarding/index.ts';
import { inTransaction, isDuplicate } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { randomHex } from '../../shared/secrets.ts';
import { preferencesOf, publicUrlOf, renderPage } from '../../web/index.ts';
import { noteOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';

import { qrPreview } from '../qr-preview.ts';
import { appScreens } from './app-screens.ts';
import { type Forwarded, forwardedPlatforms } from './forwarded-platforms.ts';
import {
  forwardingRule,
  HEARTBEAT_CRON,
  heartbeatTemplate,
  MESSAGE_TEMPLATE,
  pcChannel,
  RETRIES,
  ruleTemplate,
  vmqConfig,
} from './forwarder-settings.ts';
import { type LiveBox, readLiveBox } from './live-box.ts';

const SECRET_BYTES = 16;
const MAX_NAME = 100;

/** A text to be copied by hand, by button, or by a phone's camera. */
export interface CopyText {
  value: string;
  /** The QR code of it; null where it is no use. */
  qr: string | null;
}

/** For a phone that receives the payments of another platform as well. */
export interface OtherRule {
  platform: { id: string; name: string };
  rule: CopyText;
  accounts: { id: number; login: string }[];
}

export interface ListenerPage {
  account: { id: number; text: string; platform: string; pid: number; acceptKey: boolean; takesPc: boolean };
  /** Where in the phone's app each numbered value goes. */
  screens: typeof appScreens;
  pushUrl: CopyText;
  /** False: the address was taken from this request. */
  isUrlConfigured: boolean;
  messageTemplate: CopyText;
  ruleTemplate: CopyText;
  forwardingRule: CopyText;
  /** The rules of the other platforms, each with the accounts of this merchant whose template goes with it. */
  otherRules: OtherRule[];
  retries: string;
  heartbeatTitle: string;
  heartbeatCron: string;
  heartbeatTemplate: CopyText;
  channel: string;
  /** The device that was added just now, with the secret that is not shown again. */
  fresh: { name: string; app: DeviceApp; secret: CopyText } | null;
  /** The merchant's key, when it was just revealed. */
  key: CopyText | null;
  keyEnd: string;
  vmq: CopyText | null;
  /** The same with the scheme, for newer apps. */
  vmqUrl: CopyText | null;
  typed: { name: string; app: string };
  live: LiveBox;
  trouble: Trouble | null;
}

/** /console/accounts/:id/listener: what to enter on the phone or PC, and what arrives from it. */
export function listenerRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock } = deps;

  router.get('/accounts/:id/listener', async (req, res) => {
    await showListener(req, res, await accountOf(req), {});
  });

  /** The live box alone, for the script that asks for it every few seconds. */
  router.get('/accounts/:id/listener/live', async (req, res) => {
    const account = await accountOf(req);
    const live = await readLiveBox(deps, { account, platform: platformOf(account) }, preferencesOf(res));
    renderPage<LiveBox>(res, 'console/listener-live', { page: live });
  });

  router.post('/accounts/:id/listener/devices', async (req, res) => {
    const account = await accountOf(req);
    const typed = formValues(req.body);
    try {
      const { name, app } = readDevice(typed, preferencesOf(res).t);
      const secret = randomHex(SECRET_BYTES);
      await inTransaction(db, async (trx) => {
        const now = clock.now();
        const device = { pid: account.pid, accountId: account.id, app, name, secret, now };
        const id = await deps.devices.announce(trx, device);
        await noteOf(clock, req, res)(trx, 'device.add', `device ${id}`, {
          accountId: account.id,
          name,
          app,
        });
      });
      await showListener(req, res, account, { fresh: { name, app, secret: await copyText(secret) } });
    } catch (error) {
      const { t } = preferencesOf(res);
      const told = isDuplicate(error) ? badDevice('name', t('console.listener.nameTaken'), 409) : error;
      await showListener(req, res, account, { typed, trouble: troubleOf(told, t) });
    }
  });

  router.post('/accounts/:id/listener/reveal', async (req, res) => {
    const account = await accountOf(req);
    try {
      await askPassword(req, res, 'reveal_password');
    } catch (error) {
      return showListener(req, res, account, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteOf(clock, req, res)(db, 'merchant.revealKey', `merchant ${account.pid}`);
    const { key } = await deps.merchants.get(db, account.pid);
    await showListener(req, res, account, { key });
  });

  async function accountOf(req: Request<{ id: string }>): Promise<Account> {
    const { id } = req.params;
    if (!/^\d{1,9}$/.test(id)) throw new Refusal('not_found', '没有这个收款账号', { status: 404 });
    const account = await deps.accounts.get(db, Number(id));
    platformOf(account);
    return account;
  }

  function platformOf(account: Account): Forwarded {
    const platform = deps.plugins.get(account.platform);
    if (platform.listening === 'forwarded') return platform;
    throw new Refusal('not_found', '这个账号由系统查询到账，不需要监听设备', { status: 404 });
  }

  async function otherRulesOf({ platform: own, pid }: Account, lang: Lang): Promise<OtherRule[]> {
    const accounts = await deps.accounts.list(db, pid);
    return Promise.all(
      forwardedPlatforms(deps.plugins)
        .filter(({ id }) => id !== own)
        .map(async (platform) => ({
          platform: { id: platform.id, name: platform.name[lang] },
          rule: await copyText(forwardingRule(platform)),
          accounts: accounts.filter((one) => one.platform === platform.id),
        })),
    );
  }

  async function showListener(
    req: Request,
    res: Response,
    account: Account,
    more: { fresh?: ListenerPage['fresh']; key?: string; typed?: FormValues; trouble?: Trouble },
  ): Promise<void> {
    const { lang } = preferencesOf(res);
    const platform = platformOf(account);
    const merchant = await deps.merchants.get(db, account.pid);
    const publicUrl = publicUrlOf(req, deps.config.publicUrl);
    const vmqKey = more.key === undefined ? null : await deps.devices.getVmqKey(db, account.pid, clock.now());
    const page: ListenerPage = {
      account: {
        id: account.id,
        text: `${platform.name[lang]} · ${account.login}`,
        platform: platform.name[lang],
        pid: account.pid,
        acceptKey: account.acceptKey,
        takesPc: platform.id === 'wxpay',
      },
      screens: appScreens,
      pushUrl: await copyText(`${publicUrl}/mpayNotify`),
      isUrlConfigured: deps.config.publicUrl !== '',
      messageTemplate: await copyText(MESSAGE_TEMPLATE),
      ruleTemplate: await copyText(ruleTemplate(account)),
      forwardingRule: await copyText(forwardingRule(platform)),
      otherRules: await otherRulesOf(account, lang),
      retries: RETRIES,
      heartbeatTitle: HEARTBEAT_TITLE,
      heartbeatCron: HEARTBEAT_CRON,
      heartbeatTemplate: await copyText(heartbeatTemplate(account)),
      channel: pcChannel(account),
      fresh: more.fresh ?? null,
      key: more.key === undefined ? null : await copyText(more.key),
      keyEnd: merchant.key.slice(-4),
      vmq: vmqKey === null ? null : await copyText(vmqConfig(publicUrl, vmqKey)),
      vmqUrl: vmqKey === null ? null : { value: `${publicUrl}/${vmqKey}`, qr: null },
      typed: { name: more.typed?.name ?? '', app: more.typed?.app ?? 'sms_forwarder' },
      live: await readLiveBox(deps, { account, platform }, preferencesOf(res)),
      trouble: more.trouble ?? null,
    };
    renderPage<ListenerPage>(res, 'console/listener', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

async function copyText(value: string): Promise<CopyText> {
  return { value, qr: await qrPreview(value) };
}

function readDevice(typed: FormValues, t: Translate): { name: string; app: 'sms_forwarder' | 'pc' } {
  const name = (typed.name ?? '').trim();
  if (name === '') throw badDevice('name', t('console.listener.nameMissing'), 400);
  if (name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
    throw badDevice('name', t('console.listener.nameTooLong', { max: MAX_NAME }), 400);
  }
  return { name, app: typed.app === 'pc' ? 'pc' : 'sms_forwarder' };
}

function badDevice(field: string, message: string, status: number): Refusal {
  return new Refusal('bad_device', message, { status, fields: [{ field, message }] });
}
