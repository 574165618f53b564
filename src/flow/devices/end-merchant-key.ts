import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import { reportsFor } from './reports-for.ts';

export interface EndKeyDeps {
  clock: Clock;
  accounts: Pick<AccountRepository, 'refuseMerchantKey' | 'forgetHeard'>;
  devices: Pick<DeviceRepository, 'list'>;
  plugins: Pick<PluginRegistry, 'find'>;
}

/**
 * The merchant's key is no device's key at this account any more. Where a V免签 app that signs with it was all that was
 * heard, the account takes no orders until another device is: what the app tells of money is refused from now on.
 */
export async function endMerchantKey(
  trx: Db,
  { clock, accounts, devices, plugins }: EndKeyDeps,
  account: Pick<Account, 'id' | 'pid' | 'platform' | 'acceptKey'>,
): Promise<void> {
  await accounts.refuseMerchantKey(trx, account.id);
  if (!account.acceptKey) return;
  const heard = (await devices.list(trx, clock.now())).filter(({ lastSeenAt }) => lastSeenAt !== null);
  const isReported = (acceptKey: boolean) =>
    heard.some((device) => reportsFor(plugins, device, { ...account, acceptKey }));
  if (isReported(true) && !isReported(false)) await accounts.forgetHeard(trx, account.id);
}
