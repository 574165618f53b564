import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Account } from '../accounts/index.ts';
import type { Device } from './device.ts';

type Plugins = Pick<PluginRegistry, 'find'>;

/** What can tell of payments, as manifests name it. */
export type Listener = 'phone' | 'pc' | 'vmq';

/**
 * True where this kind of listener may tell of the platform's payments: as its manifest says; where a back end is asked,
 * the apps on a phone alone, for they count for nothing there but a reason to ask. What is not installed says nothing:
 * a phone's texts are kept then, and settle nothing.
 */
export function mayTell(
  plugins: Plugins,
  { platform }: Pick<Account, 'platform'>,
  listener: Listener,
): boolean {
  const found = plugins.find(platform);
  if (found?.listening === 'forwarded') return found.listeners.includes(listener);
  return listener === 'phone' && (found === undefined || found.told !== undefined);
}

/** True where what is signed with the app's own key (`ownKey`), or else with the merchant's, is believed. */
export function isBelieved(ownKey: boolean, { acceptKey }: Pick<Account, 'acceptKey'>): boolean {
  return ownKey || acceptKey;
}

/**
 * True when this device tells of the account's payments: its own, or a V免签 app of its merchant where that can. An app that
 * signs with the merchant's key is no help where that key isn't accepted: its pushes of money are refused there.
 */
export function reportsFor(
  plugins: Plugins,
  device: Pick<Device, 'accountId' | 'pid' | 'ownKeyAt'>,
  account: Pick<Account, 'id' | 'pid' | 'platform' | 'acceptKey'>,
): boolean {
  if (device.accountId !== null) return device.accountId === account.id;
  if (device.pid !== account.pid || !mayTell(plugins, account, 'vmq')) return false;
  return isBelieved(device.ownKeyAt !== null, account);
}
