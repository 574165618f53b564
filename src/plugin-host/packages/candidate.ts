import type { Platform } from '../../plugin-api/index.ts';
import { errorText } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import { parseDescriptor } from '../descriptor/parse.ts';
import { declaredOrigins } from '../declared-origins.ts';
import { type BuildDeps, buildPlatform } from '../installed/build-platform.ts';
import type { InstalledKind } from '../installed/installed.repository.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { badPackage } from './bad-package.ts';
import { type PackageContent, readPackage } from './read-package.ts';

/** A plugin that could be installed: what it is, before anybody lets it call anything. */
export interface Candidate {
  kind: InstalledKind;
  content: string;
  /** Of code: what it says of itself, as JSON. */
  manifest: string | null;
  platform: Platform;
  /** What it will call. */
  hosts: string[];
}

/** Of what is wrong. */
const MOST_TOLD = 5;
const MOST_MANIFEST = 256 * 1024;

/** What is in a file, as `examine` sees it. */
export async function examinePackage(bytes: Buffer, deps: BuildDeps): Promise<Candidate> {
  return examine(await readPackage(bytes), deps);
}

/**
 * What a package would be. Code is asked what it says of itself, behind its wall and without any way out. Throws Refusal
 * 'bad_package' with what is wrong.
 */
async function examine({ kind, content }: PackageContent, deps: BuildDeps): Promise<Candidate> {
  const manifest = kind === 'code' ? await manifestOf(content) : null;
  return candidateOf({ kind, content, manifest }, deps);
}

/** The same of one that was examined before. */
export function candidateOf(
  examined: Pick<Candidate, 'kind' | 'content' | 'manifest'>,
  deps: BuildDeps,
): Candidate {
  refuseBadDescriptor(examined, deps);
  const { platform, problem } = buildPlatform(examined, deps);
  if (platform === null) throw badPackage(saying('plugins.package.broken', { problem }));
  return { ...examined, platform, hosts: declaredOrigins(platform) };
}

/** In the words of whoever reads it. */
function refuseBadDescriptor({ kind, content }: PackageContent, { allowPrivate }: BuildDeps): void {
  const parsed = kind === 'descriptor' ? parseDescriptor(content, { allowPrivate }) : null;
  if (!parsed || parsed.ok) return;
  const told = parsed.problems.slice(0, MOST_TOLD);
  throw badPackage(
    saying('plugins.package.broken', {
      problem: told.map(({ at, what }) => (at === '' ? what : saying('plugins.package.at', { at, what }))),
    }),
  );
}

async function manifestOf(code: string): Promise<string> {
  const sandbox = new Sandbox(code);
  try {
    const manifest = await sandbox.describe();
    if (manifest.length > MOST_MANIFEST) throw badPackage('codeTooLarge');
    return manifest;
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    throw badPackage(saying('plugins.package.broken', { problem: errorText(error) }));
  } finally {
    await sandbox.close();
  }
}
