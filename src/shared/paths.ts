import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, whether we run from the sources or from dist/. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const viewsDir = join(projectRoot, 'views');
export const publicDir = join(projectRoot, 'public');
export const nodeModulesDir = join(projectRoot, 'node_modules');

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'views'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('package.json was not found above the program');
  return findRoot(parent);
}
