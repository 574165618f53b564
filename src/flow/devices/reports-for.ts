import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Account } from '../accounts/index.ts';
import type { Device } from './device.ts';

type Plugins = Pick<PluginRegistry, 'find'>;

/** True when this device tells of the account's payments: its own, or a V免签 app of its merchant where that can. */
export function reportsFor(
  plugins: Plugins,
  device: Pick<Device, 'accountId' | 'pid'>,
  account: Pick<Account, 'id' | 'pid' | 'platform'>,
): boolean {
  if (device.accountId !== null) return device.accountId === account.id;
  return device.pid === account.pid && speaksVmq(plugins, account.platform);
}

/** True of a platform whose payments a V免签 app can tell. */
export function speaksVmq(plugins: Plugins, id: string): boolean {
  const platform = plugins.find(id);
  return platform?.listening === 'forwarded' && platform.listeners.includes('vmq');
}
