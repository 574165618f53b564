import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, whether we run from the sources or from dist/. */
export const projectRoot = findAbove(['package.json', 'views']);

/** The folder that holds `src`, `plugins` and `migrations` of what runs: the sources' (projectRoot), or the build's (dist/). */
export const codeRoot = findAbove(['src', 'plugins', 'migrations']);
/** How its files end: `.ts` or `.js`. */
export const codeSuffix = extname(fileURLToPath(import.meta.url));

export const viewsDir = join(projectRoot, 'views');
export const publicDir = join(projectRoot, 'public');
export const nodeModulesDir = join(projectRoot, 'node_modules');

/** The nearest folder above this program that holds all of them; a build may lay this file anywhere in its own. */
function findAbove(names: string[], from = dirname(fileURLToPath(import.meta.url))): string {
  if (names.every((name) => existsSync(join(from, name)))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`${names.join(', ')} were not found above the program`);
  return findAbove(names, parent);
}
