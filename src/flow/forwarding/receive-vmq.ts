import { createHash } from 'node:crypto';
import { inTransaction } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { parseVmqPrice } from '../../shared/vmq-price.ts';
import type { VmqParams } from '../../shared/vmq-sign.ts';
import { payTypeOfVmq } from '../../shared/vmq-type.ts';
import type { Account } from '../accounts/index.ts';
import { correctedTime } from '../counting/index.ts';
import { lateMsOf, VMQ_APP_NAME } from '../devices/index.ts';
import type { Merchant } from '../merchants/index.ts';
import { receipts } from '../receipts/index.ts';
import { settleReceipt } from '../settlement/index.ts';
import { countPayment } from './count-payment.ts';
import { type Binding, bindRequest } from './forwarded-request.repository.ts';
import { keepText, lastTextAt } from './forwarded-text.repository.ts';
import {
  BAD_SIGN,
  identifyVmqApp,
  listVmqAccounts,
  type VmqRefusal,
  type VmqSender,
} from './identify-vmq-app.ts';
import { raiseReplayAlert } from './raise-replay-alert.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { RecentRefusals } from './recent-refusals.ts';
import { bodyHash, vmqReplayKey } from './replay-key.ts';
import { findVmqAccount } from './vmq-account.ts';

/** What the V免签 monitor app is told. Shape: reference/listeners.md, section 3. */
export interface VmqAnswer {
  code: 1 | -1;
  msg: string;
  data: unknown;
}

/** `refusals`: what a refused call leaves for the set-up pages. */
export type VmqDeps = ForwardingDeps & { refusals: Pick<RecentRefusals, 'note'> };

const BAD_PUSH: VmqRefusal = { code: 'vmq_push', message: 'type 或 price 不对' };
const NO_ACCOUNT: VmqRefusal = { code: 'vmq_account', message: '没有对应的收款账号，请先在后台添加' };
const CHANGED: VmqRefusal = { code: 'changed', message: '同一个签名带来了不同的内容，已拒收' };
const RULE = 'vmq';

/**
 * /appHeart: the app is alive. It speaks for all codes of its merchant that a phone listens to. Only the first call
 * under a signature proves that: whoever overheard one must not keep a dead phone alive.
 */
export async function receiveVmqHeartbeat(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const sender = await identifyVmqApp(deps, 'appHeart', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  if ((await bindCall(deps, deps.db, 'appHeart', '', params)) === 'first') await see(deps, sender, true);
  return { code: 1, msg: '成功', data: null };
}

/** /getState: when the app was last heard and last told of money. Signed like a heartbeat, and used up like one. */
export async function tellVmqState(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const sender = await identifyVmqApp(deps, 'getState', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  await bindCall(deps, deps.db, 'getState', '', params);
  const now = deps.clock.now();
  const { pid } = sender.merchant;
  const apps = (await deps.devices.list(deps.db, now)).filter(
    (device) => device.app === 'vmq' && device.pid === pid,
  );
  const accounts = await listVmqAccounts(deps, pid);
  const lastHeart = Math.max(0, ...apps.map((device) => device.heartbeatAt ?? 0));
  const lastPush = await lastTextAt(
    deps.db,
    accounts.map(({ id }) => id),
    RULE,
  );
  const alive = apps.some((device) => device.silentSince === null && device.heartbeatAt !== null);
  const state = alive ? '1' : '0';
  const seconds = (at: number) => String(Math.floor(at / 1000));
  return {
    code: 1,
    msg: '成功',
    // Public servers agree on neither name of the state.
    data: { lastheart: seconds(lastHeart), lastpay: seconds(lastPush ?? 0), jkstate: state, state },
  };
}

/** What a signature was first used for: in V免签 it covers neither the call nor where one value ends. */
function bindCall(
  { clock }: VmqDeps,
  trx: ForwardingDeps['db'],
  action: string,
  data: string,
  { sign = '' }: VmqParams,
): Promise<Binding> {
  return bindRequest(trx, {
    replayKey: vmqReplayKey(sign),
    bodyHash: bodyHash({ action, data }),
    now: clock.now(),
  });
}

/**
 * The apps always write a point (a Java double, or two decimals; reference/listeners.md, section 3). It is asked for
 * because /createOrder is signed with the same key, without separators, and its signature is seen by buyers: one over
 * digits alone could be read as a push of another amount.
 */
const readAppPrice = (price: string) => (price.includes('.') ? parseVmqPrice(price) : null);

/** /appPush: money came in. A retry of the same push counts nothing; another push under the same signature is refused. */
export async function receiveVmqPush(deps: VmqDeps, params: VmqParams): Promise<VmqAnswer> {
  const payType = payTypeOfVmq(params.type ?? '');
  const amountFen = readAppPrice(params.price ?? '');
  const sender = await identifyVmqApp(deps, 'appPush', params);
  if ('refusal' in sender) return refuse(deps, sender.refusal, sender.merchant);
  const { merchant, at, deviceId } = sender;
  if (!payType || amountFen === null) return refuse(deps, BAD_PUSH, merchant);
  const found = await findVmqAccount(deps, { pid: merchant.pid, payType, amountFen, at });
  if (!found) return refuse(deps, NO_ACCOUNT, merchant);
  const { account, certain } = found;
  if (deviceId === null && !account.acceptKey) return refuse(deps, BAD_SIGN, merchant, account.id);

  const data = `${params.type} ${params.price}`;
  const outcome = await inTransaction(deps.db, async (trx) => {
    await deps.accounts.lock(trx, account.id);
    const bound = await bindCall(deps, trx, 'appPush', data, params);
    if (bound !== 'first') return bound;
    return take(trx, deps, { sender, account, certain, payType, amountFen, params });
  });
  if (outcome === 'changed') {
    await raiseReplayAlert(deps, account.id, { action: 'appPush', data });
    return refuse(deps, CHANGED, merchant, account.id);
  }
  for (const id of outcome === 'again' ? [] : outcome) {
    await settleReceipt(deps.settlement, await receipts.getReceipt(deps.db, id));
  }
  return { code: 1, msg: '成功', data: null };
}

async function take(
  trx: ForwardingDeps['db'],
  deps: ForwardingDeps,
  push: {
    sender: VmqSender;
    account: Account;
    certain: boolean;
    payType: PayType;
    amountFen: Fen;
    params: VmqParams;
  },
): Promise<number[]> {
  const { sender, account, certain, payType, amountFen, params } = push;
  const { at } = sender;
  const now = deps.clock.now();
  const device = await see({ ...deps, db: trx }, sender, false);
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
      payType,
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
    title: VMQ_APP_NAME,
    text: params.price ?? '',
    receivedAt: at,
    at: now,
    outcome: 'money',
    why: null,
    rule: RULE,
    amountFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  if (certain) return counted.toSettle;
  const why = JSON.stringify({ by: 'counting', candidates: [] });
  for (const id of counted.toSettle) await receipts.markUnmatched(trx, id, 'several_accounts', why);
  return [];
}

function see(deps: ForwardingDeps, { merchant, at, deviceId }: VmqSender, heartbeat: boolean) {
  const told = { packageName: null, appVersion: null, battery: null };
  const who = { pid: merchant.pid, accountId: null, app: 'vmq' as const, name: VMQ_APP_NAME };
  const sighting = { ...who, ...told, deviceAt: at, heartbeat };
  return deps.devices.see(deps.db, sighting, deps.clock.now(), deviceId ?? undefined);
}

/** Says no, and leaves the reason where the owner sets the app up: at the account, else at all that it speaks for. */
async function refuse(
  { db, clock, accounts, plugins, refusals }: VmqDeps,
  refusal: VmqRefusal,
  merchant: Merchant | null,
  accountId?: number,
): Promise<VmqAnswer> {
  const listening = merchant
    ? await listVmqAccounts({ db, accounts, plugins }, merchant.pid)
    : [{ id: null }];
  for (const { id } of accountId === undefined ? listening : [{ id: accountId }]) {
    refusals.note(id, { ...refusal, at: clock.now() });
  }
  return { code: -1, msg: refusal.message, data: null };
}
