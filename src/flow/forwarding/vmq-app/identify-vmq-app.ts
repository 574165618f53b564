import type { PluginRegistry } from '../../../plugin-host/index.ts';
import type { Db } from '../../../shared/db.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import { type DeviceRepository, mayTell } from '../../devices/index.ts';
import type { Merchant, MerchantDirectory } from '../../merchants/index.ts';

export interface SignerDeps {
  db: Db;
  merchants: Pick<MerchantDirectory, 'all'>;
  devices: Pick<DeviceRepository, 'listVmqKeys'>;
}

export interface VmqAccountDeps {
  db: Db;
  accounts: Pick<AccountRepository, 'list'>;
  plugins: Pick<PluginRegistry, 'find'>;
}

/** Whose app signed a call; `deviceId` null: with the merchant's key. */
export interface VmqSigner {
  merchant: Merchant;
  deviceId: number | null;
  /** An app of this merchant has signed with its own key. */
  hasOwnKey: boolean;
}

/**
 * The app names no merchant: whoever's key the signature was made with sent it. Null: nobody's. A merchant that is
 * switched off takes no new orders, but what its buyers still pay is heard. The key of the merchant's V免签 shops is not
 * the app's: what a shop signed, a buyer may see.
 */
export async function findVmqSigner(
  { db, merchants, devices }: SignerDeps,
  isSignedWith: (key: string) => boolean,
): Promise<VmqSigner | null> {
  const all = await merchants.all();
  const keys = await devices.listVmqKeys(db);
  const app = keys.find(({ key }) => isSignedWith(key));
  const merchant = app ? all.find(({ pid }) => pid === app.pid) : all.find(({ key }) => isSignedWith(key));
  if (!merchant) return null;
  const hasOwnKey = keys.some(({ pid, isInUse }) => pid === merchant.pid && isInUse);
  return { merchant, deviceId: app?.deviceId ?? null, hasOwnKey };
}

/**
 * The shop that asks how the app is, signed with its V免签 key, or with the merchant's where the owner allows shops that.
 * It may know, and nothing else that an app may. Null: none.
 */
export async function findVmqShop(
  { merchants }: Pick<SignerDeps, 'merchants'>,
  isSignedWith: (key: string) => boolean,
): Promise<VmqSigner | null> {
  const merchant = (await merchants.all()).find(
    ({ enabled, vmqKey, key, rules }) =>
      enabled && (isSignedWith(vmqKey) || (rules.vmqEpayKey && isSignedWith(key))),
  );
  return merchant ? { merchant, deviceId: null, hasOwnKey: false } : null;
}

/**
 * True when the owner takes what was signed with this key. The merchant's own is good as long as it is accepted for one
 * of the accounts, and no app of his has signed with the app's key.
 */
export async function takesVmqKey(
  deps: VmqAccountDeps,
  { merchant, deviceId, hasOwnKey }: VmqSigner,
): Promise<boolean> {
  if (deviceId !== null) return true;
  return !hasOwnKey && (await listVmqAccounts(deps, merchant.pid)).some(({ acceptKey }) => acceptKey);
}

/** The merchant's accounts at platforms that V免签 apps tell of. */
export async function listVmqAccounts(
  { db, accounts, plugins }: VmqAccountDeps,
  pid: number,
): Promise<Account[]> {
  return (await accounts.list(db, pid)).filter((account) => mayTell(plugins, account, 'vmq'));
}
