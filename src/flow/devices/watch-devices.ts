import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { deviceHealth } from '../counting/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { Device } from './device.ts';

/** What happened to the devices of one account since the last look. */
export interface WatchResult {
  /** Fell silent just now. */
  silent: Device[];
  /** False when devices report for this account and all of those that send heartbeats are silent. */
  heard: boolean;
}

/**
 * Looks at the devices that report for an account: which fell silent, and whether anything is left that hears. Only
 * devices that sent a heartbeat are judged: the silence of the others proves nothing.
 */
export async function watchDevices(
  deps: { db: Db; clock: Clock; devices: DeviceRepository },
  reporting: Device[],
  silentAfterMs: number,
): Promise<WatchResult> {
  const now = deps.clock.now();
  const beating = reporting.filter((device) => device.heartbeatAt !== null);
  const silent: Device[] = [];
  let alive = 0;
  for (const device of beating) {
    const health = deviceHealth(device.lastSeenAt, now, silentAfterMs);
    if (health.state !== 'silent') {
      alive += 1;
      continue;
    }
    if (device.silentSince !== null) continue;
    await deps.devices.markSilent(deps.db, device.id, health.since);
    silent.push(device);
  }
  return { silent, heard: beating.length === 0 || alive > 0 };
}
