import { lateBy, type Silence, type SkewSamples } from '../counting/index.ts';

/** What forwards: SmsForwarder on a phone, a PC monitor, the V免签 app. */
export type DeviceApp = 'sms_forwarder' | 'pc' | 'vmq';

/** A phone or PC that forwards payment notifications. */
export interface Device {
  id: number;
  pid: number;
  /** Null: a V免签 app, which reports for all accounts of its merchant. */
  accountId: number | null;
  app: DeviceApp;
  name: string;
  hasOwnSecret: boolean;
  /** Packages whose notifications it forwarded. */
  packages: string[];
  appVersion: string | null;
  /** Percent, where it was sent. */
  battery: number | null;
  firstSeenAt: number;
  lastSeenAt: number | null;
  /** Null: it never sent a heartbeat, so its silence proves nothing. */
  heartbeatAt: number | null;
  /** Null while it is alive. */
  silentSince: number | null;
  /** Those of the last days, oldest first; none for a device without heartbeats. */
  silences: readonly Silence[];
  skewSamples: SkewSamples;
  /** Notification texts today, China time. */
  textsToday: number;
}

/** Who sent something, and what it told of itself. */
export interface Sighting {
  pid: number;
  accountId: number | null;
  app: DeviceApp;
  name: string;
  packageName: string | null;
  appVersion: string | null;
  battery: number | null;
  /** ms, by the device's clock. */
  deviceAt: number;
  heartbeat: boolean;
  /** ms without a word after which it counts as silent; the usual limit unless told. */
  silentAfterMs?: number;
}

/** Evidence.lateMs of what this device received at `happenedAt` (ms, corrected by its skew): null while it was awake. */
export function lateMsOf(
  device: Pick<Device, 'heartbeatAt' | 'silences'>,
  happenedAt: number,
  now: number,
): number | null {
  return device.heartbeatAt === null ? null : lateBy(device.silences, happenedAt, now);
}
