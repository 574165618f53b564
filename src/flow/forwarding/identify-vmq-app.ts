import { type VmqCall, type VmqParams, verifyVmqSign } from '../../shared/vmq-sign.ts';
import type { Account } from '../accounts/index.ts';
import type { Merchant } from '../merchants/index.ts';
import { checkTime, DEFAULT_TIME_TOLERANCE_MS } from './message-time.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { RefusalDetail } from './recent-refusals.ts';

export interface VmqRefusal extends RefusalDetail {
  code: 'vmq_sign' | 'vmq_time' | 'too_old' | 'in_future' | 'vmq_push' | 'vmq_account' | 'changed';
  message: string;
}

export const BAD_SIGN: VmqRefusal = { code: 'vmq_sign', message: '签名校验不通过' };
const BAD_TIME: VmqRefusal = { code: 'vmq_time', message: '时间戳 t 要是 13 位毫秒' };
const CLOCK_OFF = '手机时间与服务器相差太多，请打开自动校准时间';

/** Whose app sent a call; `deviceId` null: it signed with the merchant's key. */
export interface VmqSender {
  merchant: Merchant;
  /** ms, by the phone's clock, signed. */
  at: number;
  deviceId: number | null;
}

/**
 * The app names no merchant: whoever's key the signature was made with sent it. The merchant's own key, which a V免签
 * shop signs with too, is good as long as the owner accepts it for one of the accounts.
 */
export async function identifyVmqApp(
  deps: ForwardingDeps,
  call: VmqCall,
  params: VmqParams,
): Promise<VmqSender | { merchant: Merchant | null; refusal: VmqRefusal }> {
  const merchants = (await deps.merchants.all()).filter(({ enabled }) => enabled);
  const app = (await deps.devices.listVmqKeys(deps.db)).find(({ key }) => verifyVmqSign(call, params, key));
  const merchant = app
    ? merchants.find(({ pid }) => pid === app.pid)
    : merchants.find(({ key }) => verifyVmqSign(call, params, key));
  if (!merchant) return { merchant: null, refusal: BAD_SIGN };
  if (!app) {
    const listening = await listVmqAccounts(deps, merchant.pid);
    if (listening.length > 0 && !listening.some(({ acceptKey }) => acceptKey))
      return { merchant, refusal: BAD_SIGN };
  }
  // Where money is told, only a fixed width keeps the digits of `t` and `price` apart.
  const isTime = call === 'getState' ? /^\d{10}(\d{3})?$/ : /^\d{13}$/;
  const t = params.t ?? '';
  if (!isTime.test(t)) return { merchant, refusal: BAD_TIME };
  const time = checkTime(t.padEnd(13, '0'), deps.clock.now(), DEFAULT_TIME_TOLERANCE_MS);
  if (time.ok) return { merchant, at: time.at, deviceId: app?.deviceId ?? null };
  const refusal: VmqRefusal =
    time.why === 'not_a_time' ? BAD_TIME : { code: time.why, message: CLOCK_OFF, skewMs: time.skewMs };
  return { merchant, refusal };
}

/** The merchant's accounts that the app can speak for. */
export async function listVmqAccounts(
  { db, accounts, plugins }: Pick<ForwardingDeps, 'db' | 'accounts' | 'plugins'>,
  pid: number,
): Promise<Account[]> {
  const isSpokenFor = (id: string): boolean => {
    const platform = plugins.find(id);
    return platform?.listening === 'forwarded' && platform.listeners.includes('vmq');
  };
  return (await accounts.list(db, pid)).filter(({ platform }) => isSpokenFor(platform));
}
