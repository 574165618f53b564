import { createHash } from 'node:crypto';
import type { Db } from '../../shared/db.ts';
import { randomHex } from '../../shared/random.ts';
import { readSetting, writeSetting } from '../../shared/settings.ts';

/** The only SQL on `installed_plugins`: platforms that an owner installed or recorded. */

export type InstalledKind = 'code' | 'descriptor';
/** Where it came from: a file, the index, or the owner's own recording. */
export type InstalledFrom = 'file' | 'index' | 'recorded';

/** What is kept of one; by whom and when is added where it is read. */
export interface PluginToInstall {
  /** The platform's. */
  id: string;
  kind: InstalledKind;
  /** '1.4.0' of code, the revision of a descriptor. */
  version: string;
  /** The code, or the descriptor's JSON. */
  content: string;
  /** What code says of itself, as JSON; null for a descriptor, which says it itself. */
  manifest?: string | null;
  /** The origins that its owner let it call. */
  hosts: readonly string[];
  from: InstalledFrom;
}

export interface InstalledPlugin extends PluginToInstall {
  manifest: string | null;
  /** SHA-256 of the content, hex. */
  hash: string;
  enabled: boolean;
  installedAt: number;
  installedBy: string;
  changedAt: number;
}

/** One as pages show it, without its content. */
export type KeptPlugin = Omit<InstalledPlugin, 'content' | 'manifest'>;

export interface WhoAndWhen {
  by: string;
  now: number;
}

const REVISION = 'plugins_revision';

/** Installs it, or puts it in the place of what is there under its id: then whether it is on stays as it was. */
export async function saveInstalled(
  trx: Db,
  plugin: PluginToInstall,
  { by, now }: WhoAndWhen,
): Promise<void> {
  const content = {
    kind: plugin.kind,
    version: plugin.version,
    content: plugin.content,
    manifest: plugin.manifest ?? null,
    hash: contentHash(plugin.content),
    hosts: JSON.stringify(plugin.hosts),
    origin: plugin.from,
    changed_at: now,
  };
  await trx('installed_plugins')
    .insert({ id: plugin.id, ...content, enabled: true, installed_at: now, installed_by: by })
    .onConflict('id')
    .merge(content);
  await markPluginsChanged(trx);
}

export async function findInstalled(db: Db, id: string): Promise<InstalledPlugin | undefined> {
  const row = await db('installed_plugins').where({ id }).first();
  return row && toInstalled(row);
}

/** All of them, by their ids. */
export async function listInstalled(db: Db): Promise<InstalledPlugin[]> {
  const rows = await db('installed_plugins').orderBy('id');
  return rows.map(toInstalled);
}

/** False where there is none. */
export async function removeInstalled(trx: Db, id: string): Promise<boolean> {
  const isGone = (await trx('installed_plugins').where({ id }).delete()) > 0;
  if (isGone) await markPluginsChanged(trx);
  return isGone;
}

/** False where there is none. */
export async function setInstalledEnabled(
  trx: Db,
  id: string,
  enabled: boolean,
  now: number,
): Promise<boolean> {
  const isThere = (await trx('installed_plugins').where({ id }).update({ enabled, changed_at: now })) > 0;
  if (isThere) await markPluginsChanged(trx);
  return isThere;
}

/** Another text each time that something about plugins was changed in any process; '' when nothing ever was. */
export async function pluginsRevision(db: Db): Promise<string> {
  return (await readSetting(db, REVISION)) ?? '';
}

/** Every process looks again at what is installed, and what is switched off. */
export async function markPluginsChanged(trx: Db): Promise<void> {
  await writeSetting(trx, REVISION, randomHex(8));
}

export function contentHash(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

function toInstalled(row: Record<string, unknown>): InstalledPlugin {
  return {
    id: String(row.id),
    kind: row.kind as InstalledKind,
    version: String(row.version),
    content: String(row.content),
    manifest: row.manifest === null ? null : String(row.manifest),
    hash: String(row.hash),
    hosts: JSON.parse(String(row.hosts)) as string[],
    from: row.origin as InstalledFrom,
    enabled: Boolean(row.enabled),
    installedAt: Number(row.installed_at),
    installedBy: String(row.installed_by),
    changedAt: Number(row.changed_at),
  };
}
