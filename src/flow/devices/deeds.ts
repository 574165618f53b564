import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { recordDeed } from '../events/index.ts';
import { type AddDeviceDeps, addDevice } from './add-device.ts';
import type { Device, DeviceApp } from './device.ts';
import { forgetDevice } from './forget-device.ts';

/** What people do about devices. Each is written down in the transaction of the deed. */

interface DeedDeps {
  db: Db;
  clock: Clock;
}
type OfAccount = Parameters<typeof addDevice>[2];

/** As addDevice. */
export async function registerDevice(
  deps: DeedDeps & AddDeviceDeps,
  account: OfAccount,
  { app, name }: { app: DeviceApp; name: string },
  actor: Actor,
): Promise<{ id: number; secret: string }> {
  const now = deps.clock.now();
  return inTransaction(deps.db, async (trx) => {
    const added = await addDevice(trx, deps, account, { app, name, now });
    await recordDeed(trx, actor, {
      ...{ at: now, action: 'device.add', subject: `device ${added.id}` },
      ...{ pid: account.pid, accountId: account.id, detail: { accountId: account.id, name, app } },
    });
    return added;
  });
}

/** As forgetDevice. */
export async function forgetDeviceByHand(
  deps: DeedDeps & Parameters<typeof forgetDevice>[1],
  device: Device,
  actor: Actor,
): Promise<void> {
  const { id, pid, name, app, accountId } = device;
  await inTransaction(deps.db, async (trx) => {
    await forgetDevice(trx, deps, device);
    await recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'device.remove', subject: `device ${id}` },
      ...{ pid, accountId, detail: { name, app, accountId } },
    });
  });
}
