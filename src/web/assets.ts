import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModulesDir, publicDir } from '../shared/paths.ts';

/** What pages load from packages; everything else under /assets/ lies in public/. */
const vendorFiles: ReadonlyMap<string, string> = new Map([
  ['vendor/tabler.min.css', '@tabler/core/dist/css/tabler.min.css'],
  ['vendor/tabler.min.js', '@tabler/core/dist/js/tabler.min.js'],
  ['vendor/htmx.min.js', 'htmx.org/dist/htmx.min.js'],
]);

export interface Assets {
  /** The address of a static file, with its content's hash in it, so that browsers may keep it for ever. */
  url(name: string): string;
  /** Where a file lies, or undefined for names that leave public/. */
  fileOf(name: string): { file: string; root?: string };
  /** The hash that `url` puts into the address. Throws when there is no such file. */
  versionOf(name: string): string;
}

/** `cached: false` reads the file at every question, so that a designer sees changes at once. */
export function createAssets({ cached }: { cached: boolean }): Assets {
  const versions = new Map<string, string>();

  function fileOf(name: string) {
    const vendor = vendorFiles.get(name);
    return vendor ? { file: vendor, root: nodeModulesDir } : { file: name, root: publicDir };
  }

  function versionOf(name: string): string {
    const known = cached ? versions.get(name) : undefined;
    if (known) return known;
    const { file, root } = fileOf(name);
    const version = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex')
      .slice(0, 10);
    versions.set(name, version);
    return version;
  }

  return { fileOf, versionOf, url: (name) => `/assets/${versionOf(name)}/${name}` };
}
