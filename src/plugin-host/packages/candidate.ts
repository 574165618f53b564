import type { Platform } from '../../plugin-api/index.ts';
import { errorText } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
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
  const { platform, problem } = buildPlatform(examined, deps);
  if (platform === null) throw badPackage(saying('package.broken', { problem }));
  return { ...examined, platform, hosts: declaredOrigins(platform) };
}

async function manifestOf(code: string): Promise<string> {
  const sandbox = new Sandbox(code);
  try {
    const manifest = await sandbox.describe();
    if (manifest.length > MOST_MANIFEST) throw badPackage('codeTooLarge');
    return manifest;
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    throw badPackage(saying('package.broken', { problem: errorText(error) }));
  } finally {
    await sandbox.close();
  }
}
