import type { Account } from '../accounts/index.ts';
import type { Device } from '../devices/index.ts';
import type { Merchant } from '../merchants/index.ts';
import type { ForwardingDeps } from './receive-message.ts';

/** The platforms that the app's `type` can mean: 1 and 2. Source: reference/listeners.md, section 3. */
export const VMQ_PLATFORMS: Record<string, 'wxpay' | 'alipay'> = { '1': 'wxpay', '2': 'alipay' };

/** Whose app signed a call; `deviceId` null: with the merchant's key. */
export interface VmqSigner {
  merchant: Merchant;
  deviceId: number | null;
}

/**
 * The app names no merchant: whoever's key the signature was made with sent it. Null: nobody's. A merchant that is
 * switched off takes no new orders, but what its buyers still pay is heard.
 */
export async function findVmqSigner(
  { db, merchants, devices }: Pick<ForwardingDeps, 'db' | 'merchants' | 'devices'>,
  isSignedWith: (key: string) => boolean,
): Promise<VmqSigner | null> {
  const all = await merchants.all();
  const app = (await devices.listVmqKeys(db)).find(({ key }) => isSignedWith(key));
  const merchant = app ? all.find(({ pid }) => pid === app.pid) : all.find(({ key }) => isSignedWith(key));
  return merchant ? { merchant, deviceId: app?.deviceId ?? null } : null;
}

/**
 * True when the owner takes what was signed with this key. The merchant's own, which a V免签 shop signs with too, is good
 * as long as it is accepted for one of the accounts.
 */
export async function takesVmqKey(
  deps: Pick<ForwardingDeps, 'db' | 'accounts'>,
  { merchant, deviceId }: VmqSigner,
): Promise<boolean> {
  if (deviceId !== null) return true;
  const listening = await listVmqAccounts(deps, merchant.pid);
  return listening.length === 0 || listening.some(({ acceptKey }) => acceptKey);
}

/** The merchant's accounts that the app can speak for. */
export async function listVmqAccounts(
  { db, accounts }: Pick<ForwardingDeps, 'db' | 'accounts'>,
  pid: number,
): Promise<Account[]> {
  return (await accounts.list(db, pid)).filter(({ platform }) => isVmqPlatform(platform));
}

/** True when this device tells of the account's payments: its own, or a V免签 app of its merchant where that can. */
export function reportsFor(
  device: Pick<Device, 'accountId' | 'pid'>,
  account: Pick<Account, 'id' | 'pid' | 'platform'>,
): boolean {
  if (device.accountId !== null) return device.accountId === account.id;
  return device.pid === account.pid && isVmqPlatform(account.platform);
}

function isVmqPlatform(platform: string): boolean {
  return Object.values<string>(VMQ_PLATFORMS).includes(platform);
}
