import type { Words } from '../plugin-api/index.ts';
import {
  findInstalled,
  type PluginRegistry,
  type PluginToInstall,
  saveInstalled,
} from '../plugin-host/index.ts';
import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { saying } from '../shared/saying.ts';
import { type Draft, RecordingDrafts } from './drafts.ts';
import { platformIdOf } from './platform-id.ts';
import { createWorkshop, type Workshop, type WorkshopDeps } from './workshop.ts';

export interface RecorderDeps extends WorkshopDeps {
  db: Db;
  plugins: Pick<PluginRegistry, 'all'>;
  /** The processes look at what is installed, this one at once. */
  refresh(): Promise<void>;
}

/** Recordings from the upload to the platform that can have accounts. */
export interface Recorder extends Omit<Workshop, 'descriptorOf'> {
  drafts: RecordingDrafts;
  /** What the platform of a site is called in the house: anew, or the next revision of what was recorded of it. */
  readPlatform(site: URL, name: { name: string; words: Words }): Promise<Draft['platform']>;
  /** The descriptor as a file. Throws Refusal 'recording_unfit'. */
  written(draft: Draft): string;
  /** What is to be saved. Throws Refusal 'recording_unfit' for what was not tried twice as it is. */
  finish(draft: Draft): { isNew: boolean; content: PluginToInstall };
  save(trx: Db, content: PluginToInstall, who: { by: string; now: number }): Promise<void>;
  refresh(): Promise<void>;
}

export function createRecorder(deps: RecorderDeps): Recorder {
  const workshop = createWorkshop(deps);
  const { descriptorOf, ...shown } = workshop;

  return {
    ...shown,
    drafts: new RecordingDrafts(deps.clock),
    async readPlatform(site, name) {
      const wished = platformIdOf(site);
      for (let count = 1; ; count++) {
        const id = count === 1 ? wished : `${wished.slice(0, 29)}-${count}`;
        const installed = await findInstalled(deps.db, id);
        const isOwn = installed?.kind === 'descriptor' && installed.from === 'recorded';
        const isTaken = installed !== undefined || deps.plugins.all().some(({ folder }) => folder === id);
        if (isTaken && !isOwn) continue;
        const revision = isOwn ? revisionIn(installed.content) + 1 : 1;
        return { id, revision, ...name, site: site.href };
      }
    },
    written: (draft) => `${JSON.stringify(descriptorOf(draft), null, 2)}\n`,
    finish(draft) {
      const descriptor = descriptorOf(draft);
      if (!workshop.isProven(draft))
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.untried') });
      const { id, revision } = draft.platform;
      return {
        isNew: revision === 1,
        content: {
          ...{ id, kind: 'descriptor', version: `1.0.${revision}`, from: 'recorded' },
          ...{ content: JSON.stringify(descriptor), hosts: descriptor.origins },
        },
      };
    },
    save: saveInstalled,
    refresh: deps.refresh,
  };
}

function revisionIn(content: string): number {
  try {
    const { revision } = JSON.parse(content) as { revision?: unknown };
    return typeof revision === 'number' ? revision : 1;
  } catch {
    return 1;
  }
}
