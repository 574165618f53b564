import type { Db } from '../../shared/db.ts';
import { randomHex } from '../../shared/secrets.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { DeviceApp } from './device.ts';

const SECRET_BYTES = 16;

export interface AddDeviceDeps {
  accounts: Pick<AccountRepository, 'refuseMerchantKey'>;
  devices: Pick<DeviceRepository, 'announce'>;
}

/**
 * Announces a phone or PC of the account and makes its key, which is told here and nowhere else. From then on the
 * merchant's key is no device's key at this account any more. Goes into the caller's transaction; throws the database's
 * duplicate error where the name is taken.
 */
export async function addDevice(
  trx: Db,
  { accounts, devices }: AddDeviceDeps,
  account: Pick<Account, 'id' | 'pid'>,
  device: { app: DeviceApp; name: string; now: number },
): Promise<{ id: number; secret: string }> {
  const secret = randomHex(SECRET_BYTES);
  const id = await devices.announce(trx, { pid: account.pid, accountId: account.id, ...device, secret });
  await accounts.refuseMerchantKey(trx, account.id);
  return { id, secret };
}
