import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import type { BuildDeps } from '../installed/build-platform.ts';
import {
  findInstalled,
  type InstalledFrom,
  type InstalledPlugin,
  removeInstalled,
  saveInstalled,
  type WhoAndWhen,
} from '../installed/installed.repository.ts';
import type { PluginRegistry } from '../plugin-registry.ts';
import { badPackage } from './bad-package.ts';
import { type Candidate, candidateOf, examinePackage } from './candidate.ts';
import { compareVersions } from './compare-versions.ts';
import type { IndexClient } from './index-client.ts';
import { badIndex } from './signed-index.ts';
import { dropStaged, findStaged, stage } from './staged.repository.ts';

/** A package that waits for its owner's yes, and what it would take the place of. */
export interface Review {
  candidate: Candidate;
  version: string;
  from: InstalledFrom;
  installed: InstalledPlugin | undefined;
  /** It may not call these yet. */
  newHosts: string[];
  /** An owner must say that it may: it is code, or calls others than before. */
  mustConfirm: boolean;
}

/** Brings in plugins from outside: read, shown, and only then installed. */
export class PluginCentre {
  constructor(private readonly deps: BuildDeps & { db: Db; registry: PluginRegistry; index: IndexClient }) {}

  /** The address of the index; null where none is configured. */
  get indexAddress(): string | null {
    return this.deps.index.address;
  }

  readIndex() {
    return this.deps.index.read();
  }

  /** Reads a file and keeps it until its owner has looked at it. Returns its token. Refusal 'bad_package'. */
  async stageFile(bytes: Buffer, now: number): Promise<string> {
    return this.stage(await examinePackage(bytes, this.deps), 'file', now);
  }

  /** The same with what the index offers under this id, never anything older than is installed. Refusal 'bad_index' or 'bad_package'. */
  async stageFromIndex(id: string, now: number): Promise<string> {
    const entry = (await this.readIndex()).plugins.find((one) => one.id === id);
    if (!entry) throw badIndex(saying('plugins.index.noEntry', { id }));
    const candidate = await examinePackage(await this.deps.index.download(entry), this.deps);
    const version = versionOf(candidate);
    if (candidate.platform.id !== id || version !== entry.version || candidate.kind !== entry.kind)
      throw badPackage(saying('plugins.index.otherContent'));
    const installed = await findInstalled(this.deps.db, id);
    if (installed && compareVersions(version, installed.version) < 0)
      throw badPackage(saying('plugins.index.olderVersion', { version, installed: installed.version }));
    return this.stage(candidate, 'index', now);
  }

  /** What waits under this token. Refusal 'unknown_package'. */
  async review(db: Db, token: string, now: number): Promise<Review> {
    const staged = await findStaged(db, token, now);
    if (!staged) throw refuse('unknown_package');
    const candidate = candidateOf(staged, this.deps);
    const installed = await findInstalled(db, candidate.platform.id);
    const newHosts = candidate.hosts.filter((host) => !installed?.hosts.includes(host));
    const isNewCode = candidate.kind === 'code' && installed?.kind !== 'code';
    const mustConfirm = isNewCode || (installed !== undefined && newHosts.length > 0);
    return {
      ...{ candidate, version: versionOf(candidate), from: staged.from },
      installed,
      newHosts,
      mustConfirm,
    };
  }

  /**
   * Installs what waits under this token. `isConfirmed`: its owner lets it call what he was shown. Returns what was
   * installed. Refusal 'unknown_package' or 'bad_package'.
   */
  async install(
    trx: Db,
    { token, isConfirmed }: { token: string; isConfirmed: boolean },
    who: WhoAndWhen,
  ): Promise<Review> {
    const review = await this.review(trx, token, who.now);
    if (review.mustConfirm && !isConfirmed) throw badPackage(saying('plugins.package.notConfirmed'));
    const { candidate, version, from } = review;
    const { kind, content, manifest, hosts } = candidate;
    this.refuseTaken(candidate.platform.id);
    await saveInstalled(
      trx,
      { id: candidate.platform.id, kind, version, content, manifest, hosts, from },
      who,
    );
    await dropStaged(trx, token);
    return review;
  }

  /** Refusal 'unknown_platform' for one that was not installed. Whether it is in use the caller knows. */
  async remove(trx: Db, id: string): Promise<void> {
    if (!(await removeInstalled(trx, id))) throw refuse('unknown_platform', { platform: id });
  }

  private async stage(candidate: Candidate, from: InstalledFrom, now: number): Promise<string> {
    this.refuseTaken(candidate.platform.id);
    return stage(this.deps.db, { ...candidate, from }, now);
  }

  private refuseTaken(id: string): void {
    if (this.deps.registry.all().some(({ folder, source }) => folder === id && source !== 'installed'))
      throw badPackage(saying('plugins.package.taken', { id }));
  }
}

/** Of code its version, of a descriptor its revision. */
function versionOf({ kind, content, platform }: Candidate): string {
  if (kind === 'code') return platform.version;
  return String((JSON.parse(content) as { revision: number }).revision);
}
