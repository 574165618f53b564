import type { InstalledKind } from '../installed/installed.repository.ts';
import { badPackage } from './bad-package.ts';
import { PACKAGE_LIMITS, readArchive } from './read-archive.ts';

/** What of a file is a plugin: its code in one piece, or a descriptor. */
export interface PackageContent {
  kind: InstalledKind;
  content: string;
}

const MOST_CODE = 1024 * 1024;
const ENTRIES = ['index.js', 'index.mjs'];

/**
 * The plugin in a file: an npm tarball or a zip with its code in one piece (`index.js`, or what `main` of its package.json
 * names), or a descriptor (JSON). Nothing of it is run. Throws Refusal 'bad_package'.
 */
export async function readPackage(bytes: Buffer): Promise<PackageContent> {
  if (bytes.length === 0) throw badPackage('noFile');
  if (bytes.length > PACKAGE_LIMITS.fileBytes) throw badPackage('tooLarge');
  if (
    /^\s*\{/.test(
      bytes
        .subarray(0, 100)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    )
  ) {
    return { kind: 'descriptor', content: bytes.toString('utf8').replace(/^\ufeff/, '') };
  }
  const files = withoutCommonFolder(await readArchive(bytes));
  const code = entryOf(files);
  if (!code) throw badPackage('noCode');
  if (code.length > MOST_CODE) throw badPackage('codeTooLarge');
  return { kind: 'code', content: code.toString('utf8') };
}

function entryOf(files: ReadonlyMap<string, Buffer>): Buffer | undefined {
  const main = mainOf(files.get('package.json'));
  return [...(main === null ? [] : [main]), ...ENTRIES].map((name) => files.get(name)).find(Boolean);
}

function mainOf(about: Buffer | undefined): string | null {
  try {
    const { main } = JSON.parse(about?.toString('utf8') ?? '{}') as { main?: unknown };
    return typeof main === 'string' ? main.replace(/^\.\//, '') : null;
  } catch {
    throw badPackage('notRead');
  }
}

/** npm puts everything into `package/`, and who zips a folder often has it in there. */
function withoutCommonFolder(files: Map<string, Buffer>): Map<string, Buffer> {
  const plain = [...files].map(([path, content]) => [path.replace(/^(\.\/)+/, ''), content] as const);
  const [first = ''] = plain[0]?.[0].split('/') ?? [];
  const isCommon = plain.length > 0 && plain.every(([path]) => path.startsWith(`${first}/`));
  return new Map(isCommon ? plain.map(([path, content]) => [path.slice(first.length + 1), content]) : plain);
}
