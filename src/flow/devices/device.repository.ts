import { type Scope, within } from '../../shared/actor.ts';
import { type Db, rowsOf } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { randomHex } from '../../shared/random.ts';
import type { Vault } from '../../shared/secrets.ts';
import { findRow, updateRows } from '../../shared/written-sql.ts';
import {
  addSkewSample,
  endQuiet,
  endSilence,
  noteZone,
  noZoneSeen,
  type Silence,
  type SkewSamples,
  type ZoneSeen,
} from '../counting/index.ts';
import type { Device, DeviceApp, Sighting } from './device.ts';
import { deviceOf, sourceOf } from './device.ts';
import { boundPackages } from './device-packages.ts';
import { freeNames, mayBe } from './tell-devices-apart.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
/** V免签 apps report for all accounts of their merchant; a unique key needs a value all the same. */
const ALL_ACCOUNTS = 0;
/** What V免签 apps are called; they tell no name of their own. */
export const VMQ_APP_NAME = 'V免签';
const VMQ_KEY_BYTES = 16;
const MAX_APP_VERSION = 40;

export type DeviceRepository = ReturnType<typeof createDeviceRepository>;

/** The only SQL on `devices`. Secrets are sealed in the table. */
export function createDeviceRepository(vault: Vault) {
  async function find(db: Db, id: number): Promise<Device | undefined> {
    const row = await db('devices').where({ id }).first();
    return row && toDevice(row, 0);
  }

  return {
    find,

    async list(db: Db, now: number, accountId?: number): Promise<Device[]> {
      const rows = await db('devices')
        .where(accountId === undefined ? {} : { account_id: accountId })
        .orderBy('id');
      return rows.map((row) => toDevice(row, now));
    },

    /** Those of the account and those of its merchant that are of no one account, heard at least once. */
    async listNear(db: Db, { accountId, pid }: { accountId: number; pid: number }): Promise<Device[]> {
      const text =
        'select * from devices where (account_id = ? or account_id = ? and pid = ?) and last_seen_at is not null';
      const rows = rowsOf(await db.raw(text, [accountId, ALL_ACCOUNTS, pid]));
      return rows.map((row) => toDevice(row, 0));
    },

    async listWithin(db: Db, scope: Scope, now: number): Promise<Device[]> {
      const rows = await within(db('devices'), 'pid', scope).orderBy('id');
      return rows.map((row) => toDevice(row, now));
    },

    /** The secrets of the account's devices that have one of their own. */
    async listSecrets(
      db: Db,
      accountId: number,
    ): Promise<{ deviceId: number; name: string; secret: string }[]> {
      const rows = await db('devices').where({ account_id: accountId }).whereNotNull('secret_sealed');
      return rows.map((row) => ({
        deviceId: Number(row.id),
        name: String(row.name),
        secret: vault.open(String(row.secret_sealed)),
      }));
    },

    /** As listSecrets, for all accounts. */
    async listAllSecrets(db: Db): Promise<{ accountId: number; deviceId: number; secret: string }[]> {
      const rows = await db('devices').whereNot({ account_id: ALL_ACCOUNTS }).whereNotNull('secret_sealed');
      return rows.map((row) => ({
        accountId: Number(row.account_id),
        deviceId: Number(row.id),
        secret: vault.open(String(row.secret_sealed)),
      }));
    },

    /**
     * The key that the merchant's V免签 app signs with: 32 hex digits, made by chance when it is first asked for, and
     * sealed with the app's entry. Forgetting that device takes the key back.
     */
    async getVmqKey(db: Db, pid: number, now: number): Promise<string> {
      const entry = { pid, account_id: ALL_ACCOUNTS, app: 'vmq', name: VMQ_APP_NAME };
      await db('devices')
        .insert({ ...entry, first_seen_at: now, skew_samples: '[]' })
        .onConflict(['account_id', 'pid', 'app', 'name'])
        .ignore();
      await db('devices')
        .where(entry)
        .whereNull('secret_sealed')
        .update({ secret_sealed: vault.seal(randomHex(VMQ_KEY_BYTES)) });
      const row = await db('devices').where(entry).first('secret_sealed');
      return vault.open(String(row.secret_sealed));
    },

    /** The keys of all merchants' V免签 apps; `isInUse`: an app has signed with it. */
    async listVmqKeys(db: Db): Promise<{ pid: number; deviceId: number; key: string; isInUse: boolean }[]> {
      const rows = await db('devices')
        .where({ account_id: ALL_ACCOUNTS, app: 'vmq' })
        .whereNotNull('secret_sealed')
        .select('id', 'pid', 'secret_sealed', 'own_key_at');
      return rows.map((row) => ({
        pid: Number(row.pid),
        deviceId: Number(row.id),
        key: vault.open(String(row.secret_sealed)),
        isInUse: row.own_key_at !== null,
      }));
    },

    /** A device that is announced before its first message, with a secret of its own. Returns its id. */
    async announce(
      db: Db,
      device: { pid: number; accountId: number; app: DeviceApp; name: string; secret: string; now: number },
    ): Promise<number> {
      const [id] = await db('devices').insert({
        pid: device.pid,
        account_id: device.accountId,
        app: device.app,
        name: device.name,
        secret_sealed: vault.seal(device.secret),
        first_seen_at: device.now,
        skew_samples: '[]',
      });
      return Number(id);
    },

    /**
     * Notes that the device was heard, making it known when it wasn't. Returns it as it is now. `knownId`: whose secret
     * it signed with. One secret or one name in two phones, or in a phone and a PC, makes two devices: taken for one,
     * its two reports of a payment would be two payments. A heartbeat that may be of several says of each that it
     * lives, and no more.
     */
    async see(trx: Db, sighting: Sighting, now: number, knownId?: number): Promise<Device> {
      const { pid, accountId, app } = sighting;
      const place = { pid, account_id: accountId ?? ALL_ACCOUNTS, app };
      const known = (await trx('devices').where(place).orderBy('id')).map((row) => toDevice(row, now));
      const [one, ...namesakes] = mayBe(known, sighting, knownId);
      if (!one) return save(trx, hear(await insert(trx, known, sighting, now), sighting, now), now, knownId);
      if (namesakes.length === 0) return save(trx, hear(one, sighting, now), now, knownId);
      for (const other of namesakes) await save(trx, beat(other, sighting, now), now);
      return save(trx, beat(one, sighting, now), now, knownId);
    },

    /**
     * Notes that the device is alive, which signed something that says nothing, or nothing right. One that was never heard
     * stays so: nothing that it sends was understood yet. `silentAfterMs`: as in Sighting.
     */
    async noteAlive(trx: Db, id: number, now: number, silentAfterMs?: number): Promise<void> {
      const row = await trx('devices').where({ id }).whereNotNull('last_seen_at').forUpdate().first();
      if (!row) return;
      const limit = silentAfterMs === undefined ? {} : { silentAfterMs };
      await save(trx, beat(toDevice(row, now), { heartbeat: false, ...limit }, now), now);
    },

    async markSilent(db: Db, id: number, since: number): Promise<void> {
      await db('devices').where({ id }).whereNull('silent_since').update({ silent_since: since });
    },

    /** Forgets a device; what it reported stays. Refusal 'unknown_device'. */
    async remove(db: Db, id: number): Promise<void> {
      const removed = await db('devices').where({ id }).delete();
      if (removed === 0) throw refuse('unknown_device.gone', { id });
    },
  };
}

/** A device that was not heard before; `others`: those that report for the same. */
async function insert(trx: Db, others: Device[], sighting: Sighting, now: number): Promise<Device> {
  const { pid, accountId, app, name } = sighting;
  for (const called of freeNames(name, others)) {
    const key = { pid, account_id: accountId ?? ALL_ACCOUNTS, app, name: called };
    await trx('devices')
      .insert({ ...key, first_seen_at: now, skew_samples: '[]' })
      .onConflict(['account_id', 'pid', 'app', 'name'])
      .ignore();
    const row = await trx('devices').where(key).forUpdate().first();
    // Another transaction may have made it, or the database may take names for equal that are not.
    const isFree = row?.name === called && (row.told_name ?? name) === name && row.uid === null;
    if (isFree) return toDevice(row, now);
  }
  throw new Error(`too many devices are called ${name}`);
}

/** The device with what the sighting tells. */
function hear(device: Device, sighting: Sighting, now: number): Device {
  const { written, packageName } = sighting;
  return {
    ...beat(device, sighting, now),
    toldName: sighting.name,
    uid: device.uid ?? sighting.uid ?? null,
    packages: packageName ? boundPackages([...device.packages, packageName]) : device.packages,
    appVersion: sighting.appVersion ?? device.appVersion,
    battery: sighting.battery ?? device.battery,
    skewSamples: addSkewSample(device.skewSamples, sighting.deviceAt, now),
    zone: written ? noteZone(device.zone, written) : device.zone,
    textsToday: device.textsToday + (sighting.heartbeat ? 0 : 1),
  };
}

/** The device, alive. */
function beat(
  device: Device,
  { heartbeat, silentAfterMs }: Pick<Sighting, 'heartbeat' | 'silentAfterMs'>,
  now: number,
): Device {
  return {
    ...device,
    lastSeenAt: now,
    heartbeatAt: heartbeat ? now : device.heartbeatAt,
    firstBeatAt: device.firstBeatAt ?? (heartbeat ? now : null),
    silentSince: null,
    silences: silencesOf(device, { heartbeat, ...(silentAfterMs !== undefined && { silentAfterMs }) }, now),
  };
}

/** The first heartbeat ends what was only quiet. */
function silencesOf(
  { heartbeatAt, silences, lastSeenAt }: Device,
  { heartbeat, silentAfterMs }: Pick<Sighting, 'heartbeat' | 'silentAfterMs'>,
  now: number,
): readonly Silence[] {
  if (heartbeatAt !== null) return endSilence(silences, lastSeenAt, now, silentAfterMs);
  return heartbeat ? [] : endQuiet(silences, lastSeenAt, now);
}

async function save(trx: Db, seen: Device, now: number, signedAs?: number): Promise<Device> {
  await updateRows(
    trx,
    'devices',
    { id: seen.id },
    {
      told_name: seen.toldName,
      uid: seen.uid,
      packages: seen.packages.join(','),
      app_version: firstChars(seen.appVersion, MAX_APP_VERSION),
      battery: seen.battery,
      last_seen_at: seen.lastSeenAt,
      heartbeat_at: seen.heartbeatAt,
      first_beat_at: seen.firstBeatAt,
      silent_since: seen.silentSince,
      silences: JSON.stringify(seen.silences),
      skew_samples: JSON.stringify(seen.skewSamples),
      time_zone: JSON.stringify(seen.zone),
      text_day: chinaDay(now),
      texts: seen.textsToday,
      own_key_at: seen.ownKeyAt ?? (signedAs === seen.id ? now : null),
    },
  );
  return seen;
}

function firstChars(text: string | null, count: number): string | null {
  return text && Array.from(text).slice(0, count).join('');
}

function chinaDay(at: number): number {
  return Math.floor((at + CHINA_OFFSET_MS) / DAY_MS);
}

function toDevice(row: Record<string, unknown>, now: number): Device {
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    id: Number(row.id),
    pid: Number(row.pid),
    accountId: Number(row.account_id) === ALL_ACCOUNTS ? null : Number(row.account_id),
    app: String(row.app) as DeviceApp,
    name: String(row.name),
    toldName: row.told_name === null ? null : String(row.told_name),
    uid: row.uid === null ? null : String(row.uid),
    hasOwnSecret: row.secret_sealed !== null,
    ownKeyAt: number(row.own_key_at),
    packages: String(row.packages).split(',').filter(Boolean),
    appVersion: row.app_version === null ? null : String(row.app_version),
    battery: number(row.battery),
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: number(row.last_seen_at),
    heartbeatAt: number(row.heartbeat_at),
    firstBeatAt: number(row.first_beat_at),
    silentSince: number(row.silent_since),
    silences: row.silences ? (JSON.parse(String(row.silences)) as Silence[]) : [],
    skewSamples: JSON.parse(String(row.skew_samples)) as SkewSamples,
    zone: row.time_zone ? (JSON.parse(String(row.time_zone)) as ZoneSeen) : noZoneSeen,
    textsToday: Number(row.text_day) === chinaDay(now) ? Number(row.texts) : 0,
  };
}

/** True for the word of a device that never sent a heartbeat: that it was quiet before proves nothing. */
export async function isWithoutBeats(trx: Db, source: string): Promise<boolean> {
  const id = deviceOf(source);
  const row = id === null ? undefined : await findRow(trx, 'devices', { id }, { columns: ['heartbeat_at'] });
  return row?.heartbeat_at === null;
}

/** Under which names the word of the merchant's V免签 apps stands, which tell no account. */
export async function listAppSources(trx: Db, pid: number): Promise<string[]> {
  const ids = await trx('devices').where({ account_id: ALL_ACCOUNTS, pid }).pluck('id');
  return ids.map((id) => sourceOf(Number(id)));
}
