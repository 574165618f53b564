import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { readSetting, writeSetting } from '../../shared/settings.ts';
import { declaredOrigins } from '../declared-origins.ts';
import type { LoadedPlugin, PluginRegistry } from '../plugin-registry.ts';
import { type BuildDeps, buildPlatform } from './build-platform.ts';
import {
  contentHash,
  type InstalledPlugin,
  listInstalled,
  markPluginsChanged,
  pluginsRevision,
  setInstalledEnabled,
} from './installed.repository.ts';

const OFF = 'plugins_off';

/**
 * Keeps the registry as the database says: what is installed, and what is switched off. What one process changes, the
 * others see at their next `look`.
 */
export class PluginShelf {
  private revision: string | null = null;
  /** By id, as they were made: one that has not changed stays the same platform. */
  private made = new Map<string, { of: string; plugin: LoadedPlugin }>();

  constructor(private readonly deps: BuildDeps & { db: Db; registry: PluginRegistry; log: Log }) {}

  /** Takes over what has changed since the last look; a single small read where nothing has. */
  async look(): Promise<void> {
    const revision = await pluginsRevision(this.deps.db);
    if (revision === this.revision) return;
    const { db, registry } = this.deps;
    const installed = await listInstalled(db);
    registry.replaceInstalled(this.make(installed));
    const off = installed.filter(({ enabled }) => !enabled).map(({ id }) => id);
    registry.switchOff([...off, ...(await storedOff(db))]);
    this.revision = revision;
  }

  /** Switches a plugin on or off. Refusal 'unknown_platform' for one that can't be used anyway. */
  async set(trx: Db, id: string, { isOn, now }: { isOn: boolean; now: number }): Promise<void> {
    if (!this.deps.registry.all().some(({ platform }) => platform?.id === id))
      throw refuse('unknown_platform', { platform: id });
    const off = new Set(await storedOff(trx));
    if (await setInstalledEnabled(trx, id, isOn, now)) off.delete(id);
    else if (isOn) off.delete(id);
    else off.add(id);
    await writeSetting(trx, OFF, [...off].sort().join(','));
    await markPluginsChanged(trx);
  }

  private make(installed: readonly InstalledPlugin[]): LoadedPlugin[] {
    const made = new Map<string, { of: string; plugin: LoadedPlugin }>();
    for (const one of installed) {
      const { content: _, manifest: __, ...kept } = one;
      const of = JSON.stringify(kept);
      const before = this.made.get(one.id);
      made.set(one.id, before?.of === of ? before : { of, plugin: this.makeOne(one) });
    }
    this.made = made;
    return [...made.values()].map(({ plugin }) => plugin);
  }

  private makeOne(installed: InstalledPlugin): LoadedPlugin {
    const { content, manifest: _, ...kept } = installed;
    const plugin = { folder: installed.id, source: 'installed' as const, installed: kept };
    const built = buildPlatform(installed, this.deps);
    const problem = built.problem ?? faultOf(installed, built.platform, content);
    if (problem === null && built.platform) return { ...plugin, platform: built.platform, problem: null };
    this.deps.log.error({ plugin: installed.id, source: 'installed', problem }, 'plugin_not_loaded');
    return { ...plugin, platform: null, problem: problem ?? 'there is nothing' };
  }
}

/** Why a platform that could be made may not be used all the same. */
function faultOf(
  installed: InstalledPlugin,
  platform: Parameters<typeof declaredOrigins>[0],
  content: string,
): string | null {
  if (contentHash(content) !== installed.hash) return 'its content is not what was installed';
  if (platform.id !== installed.id) return `id: is '${platform.id}' and not '${installed.id}'`;
  const unknown = declaredOrigins(platform).filter((origin) => !installed.hosts.includes(origin));
  return unknown.length > 0 ? `hosts: ${unknown.join(', ')} was never confirmed` : null;
}

async function storedOff(db: Db): Promise<string[]> {
  return ((await readSetting(db, OFF)) ?? '').split(',').filter(Boolean);
}
