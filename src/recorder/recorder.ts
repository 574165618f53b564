import type { Words } from '../plugin-api/index.ts';
import {
  type Descriptor,
  findInstalled,
  type PluginRegistry,
  type PluginToInstall,
  parseDescriptor,
  saveInstalled,
} from '../plugin-host/index.ts';
import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { saying } from '../shared/saying.ts';
import { type Corrector, createCorrector } from './correct/corrector.ts';
import { type Draft, RecordingDrafts } from './drafts.ts';
import { type IdentityChange, identityChanges } from './identity.ts';
import { makeCall } from './make-call.ts';
import { platformIdOf } from './platform-id.ts';
import { createWorkshop, type Workshop, type WorkshopDeps } from './workshop.ts';

export interface RecorderDeps extends WorkshopDeps {
  db: Db;
  plugins: Pick<PluginRegistry, 'all'>;
  /** The processes look at what is installed, this one at once. */
  refresh(): Promise<void>;
}

/** Recordings from the upload to the platform that can have accounts. */
export interface Recorder extends Omit<Workshop, 'descriptorOf' | 'written' | 'rename'> {
  drafts: RecordingDrafts;
  /** What the platform of a site is called in the house: anew, or the next revision of what was recorded of it. */
  readPlatform(site: URL, name: { name: string; words: Words }): Promise<Draft['platform']>;
  /** Makes a copied call once; see make-call.ts. */
  makeCall(copied: string, where: { site: URL; origins?: readonly string[] }): ReturnType<typeof makeCall>;
  /** The descriptor as a file. Throws Refusal 'recording_unfit'. */
  written(draft: Draft): string;
  /**
   * What is to be saved. Throws Refusal 'recording_unfit' for what was not tried twice as it is, and where accounts use
   * the platform for what would make other payments of those that they have.
   */
  finish(draft: Draft, isUsed: boolean): Promise<{ isNew: boolean; content: PluginToInstall }>;
  /** What makes other payments than before; none for a platform that is new, or that can't be written yet. */
  changes(draft: Draft): Promise<IdentityChange[]>;
  /** Makes it a platform beside the one that is there. What was tried stays tried. */
  makeOwn(draft: Draft): Promise<void>;
  /** Corrects what was saved before. */
  corrector: Corrector;
  save(trx: Db, content: PluginToInstall, who: { by: string; now: number }): Promise<void>;
  refresh(): Promise<void>;
}

export function createRecorder(deps: RecorderDeps): Recorder {
  const workshop = createWorkshop(deps);
  const { descriptorOf, written: _, rename: __, ...shown } = workshop;

  /** The key that is wished, or the first like it that is free; `mayReplace`: what was recorded under it before is no hindrance. */
  async function place(wished: string, mayReplace: boolean): Promise<{ id: string; revision: number }> {
    for (let count = 1; ; count++) {
      const id = count === 1 ? wished : `${wished.slice(0, 29)}-${count}`;
      const installed = await findInstalled(deps.db, id);
      if (mayReplace && installed?.kind === 'descriptor' && installed.from === 'recorded')
        return { id, revision: (readSaved(installed.content)?.revision ?? 0) + 1 };
      const isTaken = installed !== undefined || deps.plugins.all().some(({ folder }) => folder === id);
      if (!isTaken) return { id, revision: 1 };
    }
  }

  function readSaved(content: string): Descriptor | null {
    const parsed = parseDescriptor(content, { allowPrivate: deps.allowPrivate });
    return parsed.ok ? parsed.descriptor : null;
  }

  async function changes(draft: Draft): Promise<IdentityChange[]> {
    const { id, revision } = draft.platform;
    const saved = revision === 1 ? undefined : await findInstalled(deps.db, id);
    const before = saved ? readSaved(saved.content) : null;
    const after = workshop.written(draft);
    return before && after ? identityChanges(before, after) : [];
  }

  return {
    ...shown,
    drafts: new RecordingDrafts(deps.clock),
    readPlatform: async (site, name) => ({
      ...(await place(platformIdOf(site), true)),
      ...{ ...name, site: site.href },
    }),
    changes,
    makeCall: (copied, where) => makeCall(deps, copied, where),
    async makeOwn(draft) {
      workshop.rename(draft, await place(draft.platform.id, false));
    },
    written: (draft) => `${JSON.stringify(descriptorOf(draft), null, 2)}\n`,
    async finish(draft, isUsed) {
      const descriptor = descriptorOf(draft);
      if (!workshop.isProven(draft))
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.untried') });
      if (isUsed && (await changes(draft)).length > 0)
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.otherIdentity') });
      const { id, revision } = draft.platform;
      return {
        isNew: revision === 1,
        content: {
          ...{ id, kind: 'descriptor', version: `1.0.${revision}`, from: 'recorded' },
          ...{ content: JSON.stringify(descriptor), hosts: descriptor.origins },
        },
      };
    },
    corrector: createCorrector({
      ...{ db: deps.db, allowPrivate: deps.allowPrivate },
      freePlace: (id) => place(id, false),
    }),
    save: saveInstalled,
    refresh: deps.refresh,
  };
}
