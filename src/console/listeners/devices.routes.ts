import { Router } from 'express';
import { type Device, forgetDevice } from '../../flow/devices/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { listAccountNames } from '../account-names.ts';
import { noteOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { zoneWords } from './clock-words.ts';

export interface DevicesPage {
  devices: (Device & {
    account: { id: number; text: string } | null;
    /** The zone in words, where it is not China's. */
    zoneWords: string | null;
    /** Another device of this account calls itself the same. */
    hasNamesake: boolean;
    isBatteryLow: boolean;
  })[];
  /** Where a listener can be set up. */
  accounts: { id: number; text: string }[];
  done: DoneNotice | null;
}

/** Percent. */
const LOW_BATTERY = 15;

/** /console/devices: the phones and PCs that report payments. */
export function devicesRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { db, clock } = deps;

  router.get('/devices', async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const names = await listAccountNames(deps, lang);
    const devices = await deps.devices.list(db, clock.now());
    const forwarded = (await deps.accounts.list(db)).filter(
      ({ platform }) => deps.plugins.find(platform)?.listening === 'forwarded',
    );
    const textOf = (id: number) => names.get(id)?.text ?? `#${id}`;
    const page: DevicesPage = {
      devices: devices.map((device) => ({
        ...device,
        zoneWords: zoneWords(device.zone, t),
        isBatteryLow: device.battery !== null && device.battery <= LOW_BATTERY,
        hasNamesake: devices.some((other) => isNamesake(device, other)),
        account: device.accountId === null ? null : { id: device.accountId, text: textOf(device.accountId) },
      })),
      accounts: forwarded.map(({ id }) => ({ id, text: textOf(id) })),
      done: doneNotice(req.query.done),
    };
    renderPage<DevicesPage>(res, 'console/devices', { page });
  });

  router.post('/devices/:id/remove', async (req, res) => {
    const { id } = req.params;
    const device = /^\d{1,9}$/.test(id) ? await deps.devices.find(db, Number(id)) : undefined;
    if (!device) throw new Refusal('unknown_device', '没有这台设备', { status: 404 });
    await inTransaction(db, async (trx) => {
      await forgetDevice(trx, deps, device);
      const { name, app, accountId } = device;
      await noteOf(clock, req, res)(trx, 'device.remove', `device ${device.id}`, { name, app, accountId });
    });
    res.redirect(303, '/console/devices?done=deviceRemoved');
  });

  return router;
}

/** True for two that may be two phones of one model, or one phone before and after its app was installed anew. */
function isNamesake(device: Device, other: Device): boolean {
  const isOther = other.id !== device.id && other.accountId === device.accountId && other.app === device.app;
  return isOther && device.toldName !== null && other.toldName === device.toldName;
}
