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

/** Who sent heartbeats for no longer than this was only tried. */
const TRIAL_MS = 10 * MINUTE;

/**
 * Looks at the devices that report for an account: which fell silent, and whether anything is left that hears. `hasTold`:
 * whether this device ever told of money of the account.
 */
export async function watchDevices(
  deps: { db: Db; clock: Clock; devices: DeviceRepository },
  reporting: Device[],
  silentAfterMs: number,
  hasTold: (device: Device) => Promise<boolean>,
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
  const heard = reporting.filter(({ lastSeenAt }) => lastSeenAt !== null);
  const isMixed = new Set(heard.map(({ heartbeatAt }) => heartbeatAt === null)).size === 2;
  const judged = await Promise.all(
    heard.map(async (device) => ({ ...device, toldMoney: isMixed && (await hasTold(device)) })),
  );
  return { silent, heard: isHeard(judged, now, silentAfterMs) };
}

/** What of a device tells whether it still hears for an account. */
export type Hearing = Pick<Device, 'lastSeenAt' | 'heartbeatAt' | 'firstBeatAt'> & {
  /** It has told of money of this account. */
  toldMoney: boolean;
};

/**
 * Whether something hears for an account. Any word of any device is life. When all have been silent for too long, those
 * that never send heartbeats may be alive all the same: they vouch for the account where the others were not in service
 * (see isInService), or fell silent before one of them told something. Devices that all send heartbeats and are silent
 * are gone; where there is none, there is nothing to judge.
 */
export function isHeard(reporting: readonly Hearing[], now: number, silentAfterMs: number): boolean {
  const known = reporting.filter(({ lastSeenAt }) => lastSeenAt !== null);
  if (known.some(({ lastSeenAt }) => deviceHealth(lastSeenAt, now, silentAfterMs).state === 'alive'))
    return true;
  const beating = known.filter(({ heartbeatAt }) => heartbeatAt !== null);
  if (beating.length === 0) return true;
  const quiet = known.filter(({ heartbeatAt }) => heartbeatAt === null);
  if (quiet.length === 0) return false;
  const isByMoney = quiet.some(({ toldMoney }) => toldMoney);
  return lastWord(quiet) > lastWord(beating.filter((device) => isInService(device, isByMoney)));
}

/**
 * A device whose heartbeats the account came to rely on: it told of money. Where none of the others ever did (`isByMoney`
 * false) that proves nothing yet, and it is in service when it sent heartbeats for longer than a trial.
 */
function isInService({ heartbeatAt, firstBeatAt, toldMoney }: Hearing, isByMoney: boolean): boolean {
  return toldMoney || (!isByMoney && (heartbeatAt ?? 0) - (firstBeatAt ?? 0) > TRIAL_MS);
}

function lastWord(devices: readonly Pick<Device, 'lastSeenAt'>[]): number {
  return Math.max(0, ...devices.map(({ lastSeenAt }) => lastSeenAt ?? 0));
}
