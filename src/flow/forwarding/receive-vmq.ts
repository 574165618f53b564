import { createHash } from 'node:crypto';
import { inTransaction } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { parseVmqPrice } from '../../shared/vmq-price.ts';
import { type VmqCall, type VmqParams, verifyVmqSign, vmqAppKey } from '../../shared/vmq-sign.ts';
import { type Account, codes } from '../accounts/index.ts';
import { correctedTime } from '../counting/index.ts';
import { lateMsOf } from '../devices/index.ts';
import type { Merchant } from '../merchants/index.ts';
import { receipts } from '../receipts/index.ts';
import { settleReceipt } from '../settlement/index.ts';
import { countPayment } from './count-payment.ts';
import { bindRequest } from './forwarded-request.repository.ts';
import { keepText } from './forwarded-text.repository.ts';
import { checkTime, DEFAULT_TIME_TOLERANCE_MS } from './message-time.ts';
import { raiseReplayAlert } from './raise-replay-alert.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { RecentRefusals, RefusalDetail } from './recent-refusals.ts';
import { bodyHash, replayKey } from './replay-key.ts';

/** What the V免签 monitor app is told. Shape: reference/listeners.md, section 3. */
export interface VmqAnswer {
  code: 1 | -1;
  msg: string;
  data: unknown;
}

/** The app's 1 and 2 are WeChat and Alipay. Source: reference/listeners.md, section 3. */
const PLATFORMS: Record<string, 'wxpay' | 'alipay'> = { '1': 'wxpay', '2': 'alipay' };

/** What a refused call leaves for the set-up pages. */
export type VmqDeps = ForwardingDeps & { refusals: Pick<RecentRefusals, 'note'> };

interface VmqRefusal extends RefusalDetail {
  code: 'vmq_sign' | 'vmq_time' | 'too_old' | 'in_future' | 'vmq_push' | 'vmq_account' | 'changed';
  message: string;
}

const BAD_SIGN: VmqRefusal = { code: 'vmq_sign', message: '签名校验不通过' };
const BAD_TIME: VmqRefusal = { code: 'vmq_time', message: '时间戳 t 要是 13 位毫秒' };
const BAD_PUSH: VmqRefusal = { code: 'vmq_push', message: 'type 或 price 不对' };
const NO_ACCOUNT: VmqRefusal = { code: 'vmq_account', message: '没有对应的收款账号，请先在后台添加' };
const CHANGED: VmqRefusal = { code: 'changed', message: '同一个签名带来了不同的内容，已拒收' };
const CLOCK_OFF = '手机时间与服务器相差太多，请打开自动校准时间';

/** /appHeart: the app is alive. It speaks for all codes of its merchant that a phone listens to. */
export async function receiveVmqHeartbeat(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const sender = await identify(deps, 'appHeart', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  await see(deps, sender.merchant.pid, sender.at, true);
  return { code: 1, msg: '成功', data: null };
}

/** /getState: when the app was last heard and last told of money. */
export async function tellVmqState(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const sender = await identify(deps, 'getState', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  const now = deps.clock.now();
  const apps = (await deps.devices.list(deps.db, now)).filter(
    (device) => device.app === 'vmq' && device.pid === sender.merchant.pid,
  );
  const lastHeart = Math.max(0, ...apps.map((device) => device.heartbeatAt ?? 0));
  const lastSeen = Math.max(0, ...apps.map((device) => device.lastSeenAt ?? 0));
  const alive = apps.some((device) => device.silentSince === null && device.heartbeatAt !== null);
  const seconds = (at: number) => String(Math.floor(at / 1000));
  return {
    code: 1,
    msg: '成功',
    data: { lastheart: seconds(lastHeart), lastpay: seconds(lastSeen), jkstate: alive ? '1' : '0' },
  };
}

/**
 * The apps always write a point (a Java double, or two decimals; reference/listeners.md, section 3). It is asked for
 * because /createOrder is signed with the same key, without separators, and its signature is seen by buyers: one over
 * digits alone could be read as a push of another amount.
 */
const readAppPrice = (price: string) => (price.includes('.') ? parseVmqPrice(price) : null);

/** /appPush: money came in. A retry of the same push counts nothing; another push under the same signature is refused. */
export async function receiveVmqPush(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const platform = PLATFORMS[params.type ?? ''];
  const amountFen = readAppPrice(params.price ?? '');
  const sender = await identify(deps, 'appPush', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  if (!platform || amountFen === null) return refuse(deps, BAD_PUSH, sender.merchant);
  const account = await accountFor(deps, sender.merchant.pid, platform);
  if (!account) return refuse(deps, NO_ACCOUNT, sender.merchant);

  const now = deps.clock.now();
  const outcome = await inTransaction(deps.db, async (trx) => {
    await deps.accounts.lock(trx, account.id);
    const bound = await bindRequest(trx, {
      replayKey: replayKey({ time: params.t ?? '', sign: params.sign ?? '' }),
      bodyHash: bodyHash({ action: 'appPush', data: `${params.type} ${params.price}` }),
      now,
    });
    if (bound !== 'first') return bound;
    return take(trx, deps, { account, amountFen, at: sender.at, now, params });
  });
  if (outcome === 'changed') {
    await raiseReplayAlert(deps, account.id, { action: 'appPush', data: `${params.type} ${params.price}` });
    return refuse(deps, CHANGED, sender.merchant, account.id);
  }
  for (const id of outcome === 'again' ? [] : outcome) {
    await settleReceipt(deps.settlement, await receipts.getReceipt(deps.db, id));
  }
  return { code: 1, msg: '成功', data: null };
}

async function take(
  trx: ForwardingDeps['db'],
  deps: ForwardingDeps,
  push: { account: Account; amountFen: Fen; at: number; now: number; params: VmqParams },
): Promise<number[]> {
  const { account, amountFen, at, now, params } = push;
  const device = await see({ ...deps, db: trx }, account.pid, at, false);
  const fingerprint = createHash('sha256')
    .update(`vmq ${account.id} ${params.type} ${params.price} ${params.t}`)
    .digest('hex');
  const happenedAt = correctedTime(at, device.skewSamples);
  const lateMs = lateMsOf(device, happenedAt, now);
  const raw = JSON.stringify({ app: 'V免签', type: params.type, price: params.price, t: params.t });
  const counted = await countPayment(
    trx,
    {
      source: `device:${device.id}`,
      fingerprint,
      happenedAt,
      channels: [],
      count: null,
      lateMs,
      payType: account.platform === 'alipay' ? 'alipay' : 'wxpay',
      amountFen,
    },
    {
      accountId: account.id,
      pid: account.pid,
      platform: account.platform,
      terminal: null,
      paidAt: Math.min(now, happenedAt),
      paidFrom: lateMs === null ? null : happenedAt - lateMs,
      seenAt: now,
      raw,
    },
  );
  await keepText(trx, {
    accountId: account.id,
    deviceId: device.id,
    packageName: null,
    title: 'V免签',
    text: params.price ?? '',
    receivedAt: at,
    at: now,
    outcome: 'money',
    why: null,
    rule: 'vmq',
    amountFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  return counted.toSettle;
}

function see(deps: ForwardingDeps, pid: number, deviceAt: number, heartbeat: boolean) {
  const told = { packageName: null, appVersion: null, battery: null };
  const sighting = { pid, accountId: null, app: 'vmq' as const, name: 'V免签', ...told, deviceAt, heartbeat };
  return deps.devices.see(deps.db, sighting, deps.clock.now());
}

/** The app names no merchant: whoever's key the signature was made with sent it. */
async function identify(
  deps: ForwardingDeps,
  call: VmqCall,
  params: VmqParams,
): Promise<{ merchant: Merchant; at: number } | { merchant: Merchant | null; refusal: VmqRefusal }> {
  const merchants = (await deps.merchants.all()).filter(({ enabled }) => enabled);
  const byApp = merchants.find(({ key }) => verifyVmqSign(call, params, vmqAppKey(key)));
  const merchant = byApp ?? merchants.find(({ key }) => verifyVmqSign(call, params, key));
  if (!merchant) return { merchant: null, refusal: BAD_SIGN };
  if (!byApp && !(await acceptsKey(deps, merchant))) return { merchant, refusal: BAD_SIGN };
  if (!/^\d{13}$/.test(params.t ?? '')) return { merchant, refusal: BAD_TIME };
  const time = checkTime(params.t ?? '', deps.clock.now(), DEFAULT_TIME_TOLERANCE_MS);
  if (time.ok) return { merchant, at: time.at };
  const refusal =
    time.why === 'not_a_time' ? BAD_TIME : { code: time.why, message: CLOCK_OFF, skewMs: time.skewMs };
  return { merchant, refusal };
}

/** As for other devices: the merchant's own key is good as long as the owner accepts it for one of the accounts. */
async function acceptsKey({ db, accounts }: ForwardingDeps, { pid }: Merchant): Promise<boolean> {
  const listening = (await accounts.list(db, pid)).filter(({ platform }) => isListenedTo(platform));
  return listening.length === 0 || listening.some(({ acceptKey }) => acceptKey);
}

function isListenedTo(platform: string): boolean {
  return Object.values<string>(PLATFORMS).includes(platform);
}

/** Says no, and leaves the reason where the owner sets the app up: at the account, else at all that it speaks for. */
async function refuse(
  { db, clock, accounts, refusals }: VmqDeps,
  refusal: VmqRefusal,
  merchant: Merchant | null,
  accountId?: number,
): Promise<VmqAnswer> {
  const listening = merchant
    ? (await accounts.list(db, merchant.pid)).filter(({ platform }) => isListenedTo(platform))
    : [{ id: null }];
  for (const { id } of accountId === undefined ? listening : [{ id: accountId }]) {
    refusals.note(id, { ...refusal, at: clock.now() });
  }
  return { code: -1, msg: refusal.message, data: null };
}

/** The merchant's account of this platform: the one that has an enabled code, first by number. */
async function accountFor(deps: ForwardingDeps, pid: number, platform: string): Promise<Account | undefined> {
  const accounts = (await deps.accounts.list(deps.db, pid)).filter(
    (account) => account.platform === platform && account.enabled,
  );
  const listed = await codes.listCodes(
    deps.db,
    accounts.map(({ id }) => id),
  );
  return (
    accounts.find(({ id }) => listed.some((code) => code.accountId === id && code.enabled)) ?? accounts[0]
  );
}
