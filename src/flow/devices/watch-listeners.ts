import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import { saying } from '../../shared/saying.ts';
import type { AccountRepository } from '../accounts/index.ts';
import { raiseAlert, resolveAlert } from '../alerts/index.ts';
import { hasEvidence } from '../receipts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import { sourceOf } from './device.ts';
import { reportsFor } from './reports-for.ts';
import { watchDevices } from './watch-devices.ts';

interface WatchDeps {
  db: Db;
  clock: Clock;
  log: Log;
  accounts: Pick<AccountRepository, 'list' | 'setHealth'>;
  devices: DeviceRepository;
  plugins: Pick<PluginRegistry, 'find'>;
}

/** The accounts' platforms whose payments devices report; others have a back end. */
type IsForwarded = (platform: string) => boolean;

/**
 * The job that notices dead phones: an account that nothing hears any more leaves the rotation and the owner is told;
 * when a device is back, so is the account.
 */
export async function watchListeners(
  deps: WatchDeps,
  isForwarded: IsForwarded,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log, accounts } = deps;
  const now = clock.now();
  const all = await deps.devices.list(db, now);
  for (const account of await accounts.list(db)) {
    if (signal.aborted) return;
    if (!isForwarded(account.platform)) continue;
    const subject = `silent:${account.id}`;
    const isBack = async () => {
      await accounts.setHealth(db, account.id, 'ok', null, now);
      await resolveAlert(db, subject, now);
    };
    if (!account.enabled) {
      // Nobody waits for what is switched off; switched on again, it is judged anew.
      if (account.health === 'silent') await isBack();
      continue;
    }
    const reporting = all.filter((device) => reportsFor(deps.plugins, device, account));
    const { silent, heard } = await watchDevices(deps, reporting, account.silentAfterMs, ({ id }) =>
      hasEvidence(db, account.id, sourceOf(id)),
    );
    for (const device of silent) log.error({ accountId: account.id, deviceId: device.id }, 'device_silent');
    if (!heard && account.health === 'ok') {
      const names = reporting.filter(({ lastSeenAt }) => lastSeenAt !== null).map(({ name }) => name);
      await accounts.setHealth(db, account.id, 'silent', saying('told.silentDevices', { names }), now);
      await raiseAlert(db, { kind: 'silent_device', subject, accountId: account.id, detail: { names }, now });
    } else if (heard && account.health === 'silent') {
      await isBack();
      log.info({ accountId: account.id }, 'device_back');
    }
  }
}
