import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import type { TestApp } from './start-app.ts';

export interface Told {
  title?: string;
  msg: string;
  device?: string;
  /** ms; now unless told. */
  receivedAt?: number;
  signedAt?: number;
  secret?: string;
}

/** A WeChat account with a personal code, and what its phone and PC send, from the templates of the set-up page. */
export interface Forwarder {
  accountId: number;
  push(told: Told): Promise<{ status: number; text: string }>;
  heartbeat(device?: string): Promise<void>;
  /** Moves the clock on with a heartbeat every 30 s. */
  stayAwake(ms: number, device?: string): Promise<void>;
  pushPc(
    money: string,
    options?: { secret?: string; signedAt?: number },
  ): Promise<{ status: number; text: string }>;
}

export async function startForwarder(app: TestApp, login: string): Promise<Forwarder> {
  const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
    ...{ login, mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  await addCode(app.services.accountDeps, accountId, {
    ...{ kind: 'personal', label: '', payTypes: ['wxpay'], style: 'link', content: 'wxp://f2f0personal' },
  });

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
  let lastSentAt = 0;
  const forwarder: Forwarder = {
    accountId,
    push({ title = '微信支付', msg, device = 'Pixel', receivedAt, signedAt, secret = app.merchant.key }) {
      // A phone sends no two messages in one millisecond.
      if (app.clock.now() === lastSentAt) app.clock.advance(1);
      const now = app.clock.now();
      lastSentAt = now;
      const data = `{"pid":"${pid}","aid":"${accountId}","uid":"10086","title":"${title}","msg":"${msg}","time":"${chinaTime(receivedAt ?? now)}","divice":"${device}"}`;
      return post('mpay', data, String(signedAt ?? now), secret);
    },
    async heartbeat(device) {
      await forwarder.push({ title: 'mpay-heartbeat', msg: 'alive', ...(device && { device }) });
    },
    async stayAwake(ms, device) {
      const end = app.clock.now() + ms;
      while (app.clock.now() < end) {
        app.clock.advance(Math.min(30_000, end - app.clock.now()));
        await forwarder.heartbeat(device);
      }
    },
    pushPc(money, { secret = app.merchant.key, signedAt = app.clock.now() } = {}) {
      const data = JSON.stringify({ aid: String(accountId), pid: String(pid), chan: '1', money });
      return post('mpaypc', data, String(Math.floor(signedAt / 1_000)), secret);
    },
  };
  return forwarder;
}

function chinaTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
