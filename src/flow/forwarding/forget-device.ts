import type { Db } from '../../shared/db.ts';
import type { Device } from '../devices/index.ts';
import { reportsFor } from './identify-vmq-app.ts';
import type { ForwardingDeps } from './receive-message.ts';

/**
 * Forgets a device; what it reported stays. An account for which no other one was heard takes no orders until one is:
 * nobody would tell of their payments. In one transaction.
 */
export async function forgetDevice(
  trx: Db,
  { accounts, devices, plugins, clock }: Pick<ForwardingDeps, 'accounts' | 'devices' | 'plugins' | 'clock'>,
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
