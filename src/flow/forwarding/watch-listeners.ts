import { raiseAlert, resolveAlert } from '../alerts/index.ts';
import { watchDevices } from '../devices/index.ts';
import { hasEvidence } from '../receipts/index.ts';
import { sourceOf } from './count-payment.ts';
import { reportsFor } from './identify-vmq-app.ts';
import type { ForwardingDeps } from './receive-message.ts';

/** The accounts' platforms whose payments devices report; others have a back end. */
export type IsForwarded = (platform: string) => boolean;

/**
 * The job that notices dead phones: an account that nothing hears any more leaves the rotation and the owner is told;
 * when a device is back, so is the account.
 */
export async function watchListeners(
  deps: ForwardingDeps,
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
      const names = reporting
        .filter(({ lastSeenAt }) => lastSeenAt !== null)
        .map(({ name }) => name)
        .join('、');
      await accounts.setHealth(
        db,
        account.id,
        'silent',
        `监听设备（${names}）没有心跳，暂停使用这个账号的收款码`,
        now,
      );
      await raiseAlert(db, { kind: 'silent_device', subject, accountId: account.id, detail: { names }, now });
    } else if (heard && account.health === 'silent') {
      await isBack();
      log.info({ accountId: account.id }, 'device_back');
    }
  }
}
