import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import type { TestApp } from './start-app.ts';

export interface Told {
  title?: string;
  msg: string;
  device?: string;
  /** Of the notifying app on that phone; a task has none. */
  uid?: string;
  /** ms; now unless told. */
  receivedAt?: number;
  signedAt?: number;
  /** The phone's zone in minutes; China's unless told. */
  zone?: number;
  secret?: string;
  /** More of the template, behind the device's name. */
  more?: Record<string, string>;
}

/** An account with a code of its platform's first kind (a WeChat personal code unless told), and what its phone and PC send, from the templates of the set-up page. */
export interface Forwarder {
  accountId: number;
  push(told: Told): Promise<{ status: number; text: string }>;
  heartbeat(device?: string, as?: Pick<Told, 'zone'>): Promise<void>;
  /** Moves the clock on with a heartbeat every 30 s. */
  stayAwake(ms: number, device?: string, as?: Pick<Told, 'zone'>): Promise<void>;
  pushPc(
    money: string,
    options?: { secret?: string; signedAt?: number },
  ): Promise<{ status: number; text: string }>;
}

export async function startForwarder(
  app: TestApp,
  login: string,
  platform = 'wxpay',
  payTypes: PayType[] = [],
): Promise<Forwarder> {
  const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, platform, {
    ...{ login, mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  await acceptMerchantKey(app, accountId);
  const own = app.services.plugins.get(platform);
  const [kind] = own.listening === 'forwarded' ? own.codeKinds : [];
  await addCode(app.services.accountDeps, accountId, {
    ...{ kind: kind?.id ?? null, label: '', style: 'link', content: `code://${platform}` },
    payTypes: payTypes.length > 0 ? payTypes : [...own.payTypes],
  });
  await hearOnce(app, accountId);
  return forwarderOf(app, accountId);
}

/** As its owner does whose phones have no keys of their own. */
export async function acceptMerchantKey(app: TestApp, accountId: number): Promise<void> {
  const { accounts, db } = app.services;
  const { silentAfterMs } = await accounts.get(db, accountId);
  await accounts.saveListening(db, accountId, { acceptKey: true, silentAfterMs });
}

/** As an account of old: its device signed with the merchant's key, was heard, and is gone now. It takes orders since. */
export async function hearOnce(app: TestApp, accountId: number): Promise<void> {
  await acceptMerchantKey(app, accountId);
  await app.services.accounts.noteHeard(app.place.db, [accountId], app.clock.now());
}

/** When a phone of the house last sent something. */
const lastSentAt = new WeakMap<TestApp, number>();

/** What the phone and PC of an account send. */
export function forwarderOf(app: TestApp, accountId: number): Forwarder {
  async function post(action: string, data: string, time: string, secret: string) {
    const sign = encodeURIComponent(smsForwarderSign(time, secret));
    const answer = await fetch(`${app.url}/mpayNotify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action, data, time, sign }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  const pid = app.merchant.pid;
  const forwarder: Forwarder = {
    accountId,
    push({ title = '微信支付', msg, device = 'Pixel', uid = '10086', receivedAt, signedAt, ...told }) {
      const { zone = 480, secret = app.merchant.key, more = {} } = told;
      // No two messages in one millisecond: several phones may sign with the merchant's key.
      if (app.clock.now() === lastSentAt.get(app)) app.clock.advance(1);
      const now = app.clock.now();
      lastSentAt.set(app, now);
      const time = wallTime(receivedAt ?? now, zone);
      const behind = Object.entries(more).map(([name, value]) => `,"${name}":"${value}"`);
      const data = `{"pid":"${pid}","aid":"${accountId}","uid":"${uid}","title":"${title}","msg":"${msg}","time":"${time}","divice":"${device}"${behind.join('')}}`;
      return post('mpay', data, String(signedAt ?? now), secret);
    },
    async heartbeat(device, as = {}) {
      const heartbeat = { title: 'mpay-heartbeat', msg: 'alive', uid: '0' };
      await forwarder.push({ ...heartbeat, ...(device && { device }), ...as });
    },
    async stayAwake(ms, device, as) {
      const end = app.clock.now() + ms;
      while (app.clock.now() < end) {
        app.clock.advance(Math.min(30_000, end - app.clock.now()));
        await forwarder.heartbeat(device, as);
      }
    },
    pushPc(money, { secret = app.merchant.key, signedAt = app.clock.now() } = {}) {
      const data = JSON.stringify({ aid: String(accountId), pid: String(pid), chan: '1', money });
      return post('mpaypc', data, String(Math.floor(signedAt / 1_000)), secret);
    },
  };
  return forwarder;
}

function wallTime(at: number, zone: number): string {
  return new Date(at + zone * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}
