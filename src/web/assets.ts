import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicDir } from '../shared/paths.ts';
import { partsOfSheet } from './style-sheets.ts';

export interface Assets {
  /** The address of a static file, with its content's hash in it, so that browsers may keep it for ever. */
  url(name: string): string;
  /** The text of a style sheet (`sheets/console.css`), joined of its parts; undefined: a file of public/, or none. */
  sheetOf(name: string): string | undefined;
  /** The hash that `url` puts into the address. Throws when there is no such file. */
  versionOf(name: string): string;
}

/** `cached: false` reads the files at every question, so that a designer sees changes at once. */
export function createAssets({ cached }: { cached: boolean }): Assets {
  const versions = new Map<string, string>();
  const joined = new Map<string, string>();

  function sheetOf(name: string): string | undefined {
    const known = cached ? joined.get(name) : undefined;
    if (known !== undefined) return known;
    const text = partsOfSheet(name)
      ?.map((part) => readFileSync(join(publicDir, part), 'utf8'))
      .join('\n');
    if (text !== undefined) joined.set(name, text);
    return text;
  }

  function versionOf(name: string): string {
    const known = cached ? versions.get(name) : undefined;
    if (known) return known;
    const version = createHash('sha256')
      .update(sheetOf(name) ?? readFileSync(join(publicDir, name)))
      .digest('hex')
      .slice(0, 10);
    versions.set(name, version);
    return version;
  }

  return { sheetOf, versionOf, url: (name) => `/assets/${versionOf(name)}/${name}` };
}
