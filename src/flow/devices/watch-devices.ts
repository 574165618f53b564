import { type Clock, MINUTE } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { deviceHealth } from '../counting/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { Device } from './device.ts';

/** What happened to the devices of one account since the last look. */
export interface WatchResult {
  /** Fell silent just now. */
  silent: Device[];
  /** False when no device is left that hears for this account. */
  heard: boolean;
}

/** A device that sent heartbeats for no longer than this was tried, and not put into service. */
const TRIAL_MS = 10 * MINUTE;

/** Looks at the devices that report for an account: which fell silent, and whether anything is left that hears. */
export async function watchDevices(
  deps: { db: Db; clock: Clock; devices: DeviceRepository },
  reporting: Device[],
  silentAfterMs: number,
): Promise<WatchResult> {
  const now = deps.clock.now();
  const silent: Device[] = [];
  for (const device of reporting) {
    // The silence of a device that sends no heartbeats proves nothing.
    if (device.heartbeatAt === null || device.silentSince !== null) continue;
    const health = deviceHealth(device.lastSeenAt, now, silentAfterMs);
    if (health.state !== 'silent') continue;
    await deps.devices.markSilent(deps.db, device.id, health.since);
    silent.push(device);
  }
  return { silent, heard: isHeard(reporting, now, silentAfterMs) };
}

/**
 * Whether something hears for an account. Any word of any device is life. When all have been silent for too long, those
 * that never send heartbeats may be alive all the same: they vouch for the account where the others were only tried, or
 * fell silent before one of them told something. Devices that all send heartbeats and are silent are gone; where there
 * is none, there is nothing to judge.
 */
export function isHeard(
  reporting: readonly Pick<Device, 'lastSeenAt' | 'heartbeatAt' | 'firstBeatAt'>[],
  now: number,
  silentAfterMs: number,
): boolean {
  const known = reporting.filter(({ lastSeenAt }) => lastSeenAt !== null);
  if (known.some(({ lastSeenAt }) => deviceHealth(lastSeenAt, now, silentAfterMs).state === 'alive'))
    return true;
  const beating = known.filter(({ heartbeatAt }) => heartbeatAt !== null);
  if (beating.length === 0) return true;
  const quiet = known.filter(({ heartbeatAt }) => heartbeatAt === null);
  if (quiet.length === 0) return false;
  const inService = beating.filter(
    ({ heartbeatAt, firstBeatAt }) => (heartbeatAt ?? 0) - (firstBeatAt ?? 0) > TRIAL_MS,
  );
  return lastWord(quiet) > lastWord(inService);
}

function lastWord(devices: readonly Pick<Device, 'lastSeenAt'>[]): number {
  return Math.max(0, ...devices.map(({ lastSeenAt }) => lastSeenAt ?? 0));
}
