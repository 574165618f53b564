import { Router } from 'express';
import type { Device } from '../../flow/devices/index.ts';
import { forgetDeviceByHand } from '../../flow/forwarding/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { createLoad } from '../load.ts';
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
  const load = createLoad(deps);

  router.get('/devices', may('accounts.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const { shown } = actorOf(res);
    const names = await listAccountNames(deps, shown, lang);
    const devices = await deps.devices.listWithin(db, shown, clock.now());
    const forwarded = (await deps.accounts.listWithin(db, shown)).filter(
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

  router.post('/devices/:id/remove', may('device.remove'), async (req, res) => {
    const device = await load.deviceFor(actorOf(res), req.params.id);
    await forgetDeviceByHand(deps, device, actorOf(res));
    res.redirect(303, '/console/devices?done=deviceRemoved');
  });

  return router;
}

/** True for two that may be two phones of one model, or one phone before and after its app was installed anew. */
function isNamesake(device: Device, other: Device): boolean {
  const isOther = other.id !== device.id && other.accountId === device.accountId && other.app === device.app;
  return isOther && device.toldName !== null && other.toldName === device.toldName;
}
