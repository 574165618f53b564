import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Platform } from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import { errorText, Refusal } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { type CheckTextRules, manifestProblems } from './platform-schema.ts';

/** A folder under plugins/: either the platform that it declares, or why it can't be used. */
export type LoadedPlugin =
  | { folder: string; platform: Platform; problem: null }
  | { folder: string; platform: null; problem: string };

export interface PluginRegistry {
  /** Every plugin folder in the order of their names, the broken ones too. */
  list(): readonly LoadedPlugin[];
  /** Throws Refusal 'unknown_platform'. */
  get(platformId: string): Platform;
  find(platformId: string): Platform | undefined;
}

const IMPORT_LIMIT_MS = 10 * SECOND;

/** Beside our own sources when they run, dist/plugins when the build runs. */
const pluginsDir = fileURLToPath(new URL('../../plugins/', import.meta.url));
const entryFile = `index${extname(fileURLToPath(import.meta.url))}`;

/** Imports every plugin in `dir`. One that throws, hangs or declares nonsense is listed with its problem, and logged. */
export async function loadPlugins(
  log: Log,
  checkTextRules: CheckTextRules,
  dir = pluginsDir,
): Promise<PluginRegistry> {
  const entries = existsSync(dir) ? await readdir(dir, { withFileTypes: true }) : [];
  const folders = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, entryFile)))
    .map((entry) => entry.name)
    .sort();
  const plugins = await Promise.all(folders.map((folder) => loadOne(dir, folder, checkTextRules)));
  for (const { folder, problem } of plugins) {
    if (problem !== null) log.error({ plugin: folder, problem }, 'plugin_not_loaded');
  }
  return createRegistry(plugins);
}

/** The registry of plugins that are already at hand; for tests, and what `loadPlugins` ends with. */
export function createRegistry(plugins: readonly LoadedPlugin[]): PluginRegistry {
  const byId = new Map(
    plugins.flatMap(({ platform }) => (platform ? [[platform.id, platform] as const] : [])),
  );
  return {
    list: () => plugins,
    find: (platformId) => byId.get(platformId),
    get(platformId) {
      const platform = byId.get(platformId);
      if (!platform)
        throw new Refusal('unknown_platform', `没有这个收款平台：${platformId}`, { status: 404 });
      return platform;
    },
  };
}

async function loadOne(dir: string, folder: string, checkTextRules: CheckTextRules): Promise<LoadedPlugin> {
  try {
    const exported = await importDefault(join(dir, folder, entryFile));
    const problems = manifestProblems(exported, checkTextRules);
    if (problems.length > 0) return { folder, platform: null, problem: problems.join('; ') };
    const platform = exported as Platform;
    // One name for the folder and the platform: so no two plugins can claim the same accounts.
    if (platform.id !== folder) {
      return { folder, platform: null, problem: `id: is '${platform.id}' but the folder is '${folder}'` };
    }
    return { folder, platform, problem: null };
  } catch (error) {
    return { folder, platform: null, problem: errorText(error) };
  }
}

async function importDefault(file: string): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('its import does not end')), IMPORT_LIMIT_MS);
  });
  try {
    const module: { default?: unknown } = await Promise.race([import(pathToFileURL(file).href), tooLong]);
    return module.default;
  } finally {
    clearTimeout(timer);
  }
}
