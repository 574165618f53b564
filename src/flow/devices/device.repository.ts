import type { Db } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { randomHex, type Vault } from '../../shared/secrets.ts';
import { addSkewSample, endSilence, type Silence, type SkewSamples } from '../counting/index.ts';
import type { Device, DeviceApp, Sighting } from './device.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
/** V免签 apps report for all accounts of their merchant; a unique key needs a value all the same. */
const ALL_ACCOUNTS = 0;
/** What V免签 apps are called; they tell no name of their own. */
export const VMQ_APP_NAME = 'V免签';
const VMQ_KEY_BYTES = 16;

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

    /** As listSecrets, for all accounts of a merchant. */
    async listSecretsOf(db: Db, pid: number): Promise<{ accountId: number; secret: string }[]> {
      const rows = await db('devices').where({ pid }).whereNotNull('secret_sealed');
      return rows.map((row) => ({
        accountId: Number(row.account_id),
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

    /** The keys of all merchants' V免签 apps. */
    async listVmqKeys(db: Db): Promise<{ pid: number; deviceId: number; key: string }[]> {
      const rows = await db('devices')
        .where({ account_id: ALL_ACCOUNTS, app: 'vmq' })
        .whereNotNull('secret_sealed')
        .select('id', 'pid', 'secret_sealed');
      return rows.map((row) => ({
        pid: Number(row.pid),
        deviceId: Number(row.id),
        key: vault.open(String(row.secret_sealed)),
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
     * it signed with. One secret in two phones, or in a phone and a PC, makes two devices: taken for one, its two
     * reports of a payment would be two payments.
     */
    async see(trx: Db, sighting: Sighting, now: number, knownId?: number): Promise<Device> {
      const row = await rowOf(trx, sighting, now, knownId);
      const device = toDevice(row, now);
      const packages = sighting.packageName
        ? [...new Set([...device.packages, sighting.packageName])]
        : device.packages;
      const seen: Device = {
        ...device,
        packages: packages.slice(-8),
        appVersion: sighting.appVersion ?? device.appVersion,
        battery: sighting.battery ?? device.battery,
        lastSeenAt: now,
        heartbeatAt: sighting.heartbeat ? now : device.heartbeatAt,
        silentSince: null,
        silences:
          device.heartbeatAt === null
            ? []
            : endSilence(device.silences, device.lastSeenAt, now, sighting.silentAfterMs),
        skewSamples: addSkewSample(device.skewSamples, sighting.deviceAt, now),
        textsToday: device.textsToday + (sighting.heartbeat ? 0 : 1),
      };
      await trx('devices')
        .where({ id: device.id })
        .update({
          told_name: sighting.name,
          packages: seen.packages.join(','),
          app_version: seen.appVersion?.slice(0, 40) ?? null,
          battery: seen.battery,
          last_seen_at: now,
          heartbeat_at: seen.heartbeatAt,
          silent_since: null,
          silences: JSON.stringify(seen.silences),
          skew_samples: JSON.stringify(seen.skewSamples),
          text_day: chinaDay(now),
          texts: seen.textsToday,
        });
      return seen;
    },

    async markSilent(db: Db, id: number, since: number): Promise<void> {
      await db('devices').where({ id }).whereNull('silent_since').update({ silent_since: since });
    },

    /** Forgets a device; what it reported stays. Refusal 'unknown_device'. */
    async remove(db: Db, id: number): Promise<void> {
      const removed = await db('devices').where({ id }).delete();
      if (removed === 0) throw new Refusal('unknown_device', `设备 ${id} 不存在`, { status: 404 });
    },
  };
}

type Row = Record<string, unknown>;

async function rowOf(trx: Db, sighting: Sighting, now: number, knownId: number | undefined): Promise<Row> {
  const { pid, app, name } = sighting;
  const isIt = (row: Row | undefined) => row?.app === app && (row.told_name ?? name) === name;
  if (knownId !== undefined) {
    const row = await trx('devices').where({ id: knownId }).first();
    if (isIt(row)) return row;
  }
  // The second name is for one whose own is what the owner calls another.
  for (const called of [name, `${name.slice(0, 98)} 2`]) {
    const key = { pid, account_id: sighting.accountId ?? ALL_ACCOUNTS, app, name: called };
    await trx('devices')
      .insert({ ...key, first_seen_at: now, skew_samples: '[]' })
      .onConflict(['account_id', 'pid', 'app', 'name'])
      .ignore();
    const row = await trx('devices').where(key).first();
    if (isIt(row)) return row;
  }
  throw new Error(`two devices are called ${name}, and neither is this one`);
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
    hasOwnSecret: row.secret_sealed !== null,
    packages: String(row.packages).split(',').filter(Boolean),
    appVersion: row.app_version === null ? null : String(row.app_version),
    battery: number(row.battery),
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: number(row.last_seen_at),
    heartbeatAt: number(row.heartbeat_at),
    silentSince: number(row.silent_since),
    silences: row.silences ? (JSON.parse(String(row.silences)) as Silence[]) : [],
    skewSamples: JSON.parse(String(row.skew_samples)) as SkewSamples,
    textsToday: Number(row.text_day) === chinaDay(now) ? Number(row.texts) : 0,
  };
}
