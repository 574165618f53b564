import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Platform } from '../plugin-api/index.ts';
import * as api from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import { errorText, refuse } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { codeRoot, codeSuffix } from '../shared/paths.ts';
import { after, type Timer } from '../shared/timers.ts';
import type { KeptPlugin } from './installed/installed.repository.ts';
import { type CheckTextRules, manifestProblems } from './platform-schema.ts';

/** Ours, one that the owner put into his data folder, or one that he installed or recorded. */
export type PluginSource = 'built-in' | 'own' | 'installed';

/** A plugin, by its folder or id: either the platform that it declares, or why it can't be used. */
export type LoadedPlugin = {
  folder: string;
  source: PluginSource;
  /** What is kept of an installed one. */
  installed?: KeptPlugin;
} & ({ platform: Platform; problem: null } | { platform: null; problem: string });

export interface PluginRegistry {
  /** Every plugin folder in the order of their names, the broken ones too; not those that are switched off. */
  list(): readonly LoadedPlugin[];
  /** Those too. */
  all(): readonly LoadedPlugin[];
  /** Throws Refusal 'unknown_platform'. */
  get(platformId: string): Platform;
  /** Undefined for one that is broken, switched off or not there. */
  find(platformId: string): Platform | undefined;
  /** Why an account's platform can't be used; null when it can. */
  whyNot(platformId: string): 'missing' | 'off' | 'broken' | null;
  isOff(platformId: string): boolean;
  /** True for one that was installed or recorded. */
  isForeign(platformId: string): boolean;
  /** From now on these are off, and all others on. */
  switchOff(platformIds: Iterable<string>): void;
  /** From now on these are installed, and no others. One whose name is taken can't be used. */
  replaceInstalled(plugins: readonly LoadedPlugin[]): void;
}

const IMPORT_LIMIT_MS = 10 * SECOND;

/** Beside our own sources when they run, dist/plugins when the build runs. */
const builtInDir = join(codeRoot, 'plugins');
const builtInEntries = [`index${codeSuffix}`];
const ownEntries = ['index.js', 'index.mjs', ...builtInEntries];

/**
 * Imports every plugin of `dir` and of the owner's folder (`ownDir`, where there is one). One that throws, hangs, was
 * made for another version or declares nonsense is listed with its problem, and logged: it never stops the others.
 */
export async function loadPlugins(
  log: Log,
  checkTextRules: CheckTextRules,
  { dir = builtInDir, ownDir = null }: { dir?: string; ownDir?: string | null } = {},
): Promise<PluginRegistry> {
  const builtIn = await loadFolder(dir, { entries: builtInEntries, source: 'built-in', checkTextRules });
  const taken = new Set(builtIn.map(({ folder }) => folder));
  const own =
    ownDir === null ? [] : await loadFolder(ownDir, { entries: ownEntries, source: 'own', checkTextRules });
  const plugins = [...builtIn, ...own.map((plugin) => (taken.has(plugin.folder) ? asTaken(plugin) : plugin))];
  plugins.sort(byFolder);
  for (const { folder, source, problem } of plugins) {
    if (problem !== null) log.error({ plugin: folder, source, problem }, 'plugin_not_loaded');
  }
  return createRegistry(plugins);
}

/** The registry of plugins that are already at hand; for tests, and what `loadPlugins` ends with. */
export function createRegistry(fixed: readonly LoadedPlugin[]): PluginRegistry {
  let plugins = fixed;
  let byId = platformsById(plugins);
  let foreign: ReadonlySet<string> = new Set();
  let off: ReadonlySet<string> = new Set();
  const find = (platformId: string) => (off.has(platformId) ? undefined : byId.get(platformId));
  return {
    list: () => (off.size === 0 ? plugins : plugins.filter(({ folder }) => !off.has(folder))),
    all: () => plugins,
    find,
    get(platformId) {
      const platform = find(platformId);
      if (!platform) throw refuse('unknown_platform', { platform: platformId });
      return platform;
    },
    whyNot(platformId) {
      if (byId.has(platformId)) return off.has(platformId) ? 'off' : null;
      return plugins.some(({ folder }) => folder === platformId) ? 'broken' : 'missing';
    },
    isOff: (platformId) => off.has(platformId),
    isForeign: (platformId) => foreign.has(platformId),
    switchOff(platformIds) {
      off = new Set(platformIds);
    },
    replaceInstalled(installed) {
      const taken = new Set(fixed.map(({ folder }) => folder));
      const usable = installed.map((plugin) => (taken.has(plugin.folder) ? asTaken(plugin) : plugin));
      plugins = [...fixed, ...usable].sort(byFolder);
      byId = platformsById(plugins);
      foreign = new Set(usable.flatMap(({ folder, platform }) => (platform ? [folder] : [])));
    },
  };
}

function platformsById(plugins: readonly LoadedPlugin[]): Map<string, Platform> {
  return new Map(plugins.flatMap(({ platform }) => (platform ? [[platform.id, platform] as const] : [])));
}

function byFolder(one: LoadedPlugin, other: LoadedPlugin): number {
  return one.folder < other.folder ? -1 : 1;
}

interface Loading {
  entries: string[];
  source: PluginSource;
  checkTextRules: CheckTextRules;
}

async function loadFolder(dir: string, loading: Loading): Promise<LoadedPlugin[]> {
  const found = existsSync(dir) ? await readdir(dir, { withFileTypes: true }) : [];
  const plugins = found.map(async (folder) => {
    const entry = loading.entries.find((name) => existsSync(join(dir, folder.name, name)));
    return folder.isDirectory() && entry ? loadOne(dir, folder.name, entry, loading) : null;
  });
  return (await Promise.all(plugins)).filter((plugin) => plugin !== null);
}

async function loadOne(
  dir: string,
  folder: string,
  entry: string,
  { source, checkTextRules }: Loading,
): Promise<LoadedPlugin> {
  const broken = (problem: string): LoadedPlugin => ({ folder, source, platform: null, problem });
  try {
    const exported = platformOf(await importDefault(join(dir, folder, entry)));
    const problems = problemsOf(exported, checkTextRules);
    if (problems.length > 0) return broken(problems.join('; '));
    const platform = exported as Platform;
    // One name for the folder and the platform: so no two plugins can claim the same accounts.
    if (platform.id !== folder) return broken(`id: is '${platform.id}' but the folder is '${folder}'`);
    return { folder, source, platform, problem: null };
  } catch (error) {
    return broken(errorText(error));
  }
}

const known = new WeakMap<CheckTextRules, WeakMap<object, string[]>>();

/** A module is loaded once a process, so its manifest is checked once, however often a registry is made of it. */
function problemsOf(exported: unknown, checkTextRules: CheckTextRules): string[] {
  if (typeof exported !== 'object' || exported === null) return manifestProblems(exported, checkTextRules);
  const byManifest = known.get(checkTextRules) ?? new WeakMap<object, string[]>();
  known.set(checkTextRules, byManifest);
  const problems = byManifest.get(exported) ?? manifestProblems(exported, checkTextRules);
  byManifest.set(exported, problems);
  return problems;
}

/** Outside our own folder the contract has no name to import it by: there a plugin is a function that is handed all of it. */
function platformOf(exported: unknown): unknown {
  return typeof exported === 'function' ? exported(api) : exported;
}

function asTaken(plugin: LoadedPlugin): LoadedPlugin {
  return { ...plugin, platform: null, problem: `there is a built-in plugin '${plugin.folder}'` };
}

async function importDefault(file: string): Promise<unknown> {
  let timer: Timer | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = after(IMPORT_LIMIT_MS, () => reject(new Error('its import does not end')));
  });
  try {
    const module: { default?: unknown } = await Promise.race([import(pathToFileURL(file).href), tooLong]);
    return module.default;
  } finally {
    timer?.cancel();
  }
}
