import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { AccountRepository } from '../accounts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { Device } from './device.ts';
import { reportsFor } from './reports-for.ts';

interface ForgetDeviceDeps {
  clock: Clock;
  accounts: Pick<AccountRepository, 'list' | 'forgetHeard'>;
  devices: Pick<DeviceRepository, 'remove' | 'list'>;
  plugins: Pick<PluginRegistry, 'find'>;
}

/**
 * Forgets a device; what it reported stays. An account for which no other one was heard takes no orders until one is:
 * nobody would tell of their payments. In one transaction.
 */
export async function forgetDevice(
  trx: Db,
  { accounts, devices, plugins, clock }: ForgetDeviceDeps,
  device: Pick<Device, 'id' | 'pid' | 'accountId' | 'ownKeyAt'>,
): Promise<void> {
  await devices.remove(trx, device.id);
  const left = (await devices.list(trx, clock.now())).filter(({ lastSeenAt }) => lastSeenAt !== null);
  for (const account of await accounts.list(trx, device.pid)) {
    const isReporting = (one: typeof device) => reportsFor(plugins, one, account);
    if (!isReporting(device) || left.some(isReporting)) continue;
    await accounts.forgetHeard(trx, account.id);
  }
}
