import {
  lateBy,
  type Silence,
  type SkewSamples,
  type WrittenTime,
  type ZoneSeen,
} from '../counting/index.ts';

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
  /** What it calls itself; null: not heard yet. */
  toldName: string | null;
  /** By which it is told from others of the same name; null: it told none. */
  uid: string | null;
  hasOwnSecret: boolean;
  /** When it was first heard signing with its own key; null: not yet. */
  ownKeyAt: number | null;
  /** Packages whose notifications it forwarded. */
  packages: string[];
  appVersion: string | null;
  /** Percent, where it was sent. */
  battery: number | null;
  firstSeenAt: number;
  lastSeenAt: number | null;
  /** Null: it never sent a heartbeat, so its silence proves nothing. */
  heartbeatAt: number | null;
  /** ms, the first one that it sent. */
  firstBeatAt: number | null;
  /** Null while it is alive. */
  silentSince: number | null;
  /** Those of the last days, oldest first; of a device without heartbeats, when it was quiet, which proves nothing. */
  silences: readonly Silence[];
  skewSamples: SkewSamples;
  zone: ZoneSeen;
  /** Notification texts today, China time. */
  textsToday: number;
}

/** Who sent something, and what it told of itself. */
export interface Sighting {
  pid: number;
  accountId: number | null;
  app: DeviceApp;
  name: string;
  /**
   * SmsForwarder's: the notifying app's number on that phone, which two phones of one name hardly share. Null or left
   * out where none was told, as by heartbeats: then it may be any device of that name.
   */
  uid?: string | null;
  packageName: string | null;
  appVersion: string | null;
  battery: number | null;
  /** ms, by the device's clock. */
  deviceAt: number;
  heartbeat: boolean;
  /** Left out for a device that tells no receive time beside the signed one. */
  written?: WrittenTime;
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

/** Evidence.source of what this device told: by which name its word stands in the books. */
export function sourceOf(deviceId: number): string {
  return `device:${deviceId}`;
}

/** The device whose word stands under this name; null: it is none's. */
export function deviceOf(source: string): number | null {
  const [kind, id] = source.split(':');
  return kind === 'device' && id ? Number(id) : null;
}
