import type { Db } from '../../shared/db.ts';
import { randomHex } from '../../shared/random.ts';
import type { Account } from '../accounts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { DeviceApp } from './device.ts';
import { type EndKeyDeps, endMerchantKey } from './end-merchant-key.ts';

const SECRET_BYTES = 16;

export type AddDeviceDeps = EndKeyDeps & { devices: Pick<DeviceRepository, 'announce'> };

/**
 * Announces a phone or PC of the account and makes its key, which is told here and nowhere else. From then on the
 * merchant's key is no device's key at this account any more. Goes into the caller's transaction; throws the database's
 * duplicate error where the name is taken.
 */
export async function addDevice(
  trx: Db,
  deps: AddDeviceDeps,
  account: Pick<Account, 'id' | 'pid' | 'platform' | 'acceptKey'>,
  device: { app: DeviceApp; name: string; now: number },
): Promise<{ id: number; secret: string }> {
  const secret = randomHex(SECRET_BYTES);
  const id = await deps.devices.announce(trx, { pid: account.pid, accountId: account.id, ...device, secret });
  await endMerchantKey(trx, deps, account);
  return { id, secret };
}
