import {
  type Descriptor,
  findInstalled,
  type PluginToInstall,
  parseDescriptor,
} from '../../plugin-host/index.ts';
import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import { type IdentityChange, identityChanges } from '../identity.ts';
import { fingerprintOf } from '../trial.ts';
import { corrected } from './corrected.ts';
import type { Corrections } from './shown-fields.ts';

export interface CorrectorDeps {
  db: Db;
  allowPrivate: boolean;
  /** A key like this one that is free. */
  freePlace(id: string): Promise<{ id: string; revision: number }>;
}

/** Of how many platforms it is remembered that a correction was tried: by this process. */
const REMEMBERED = 50;

export type Corrector = ReturnType<typeof createCorrector>;

/** Corrects a platform that was recorded and saved, without recording it again. */
export function createCorrector({ db, allowPrivate, freePlace }: CorrectorDeps) {
  /** What was tried last of each platform, and found payments. */
  const tried = new Map<string, string>();

  /** What is asked and read; names and numbers of a platform change nothing of it. */
  const workOf = ({ id: _, revision: __, name: ___, untried: ____, settings, ...rest }: Descriptor) =>
    fingerprintOf({
      ...rest,
      login: { ...rest.login, handOver: null },
      keys: settings.map(({ key }) => key),
    });

  /** The saved one. Throws Refusal 'unknown_platform' for any that was not recorded here. */
  async function open(id: string): Promise<Descriptor> {
    const installed = await findInstalled(db, id);
    const isOurs = installed?.kind === 'descriptor' && installed.from === 'recorded';
    const parsed = isOurs ? parseDescriptor(installed.content, { allowPrivate }) : null;
    if (!parsed?.ok) throw refuse('unknown_platform', { platform: id });
    return parsed.descriptor;
  }

  return {
    open,

    /** As it would be saved. Throws Refusal 'recording_unfit' that names each wrong field. */
    correct: (saved: Descriptor, values: Corrections, lang: 'zh' | 'en') =>
      corrected(saved, values, { lang, allowPrivate }),

    /** It was tried as it is, and read payments. */
    noteTried(descriptor: Descriptor): void {
      tried.delete(descriptor.id);
      tried.set(descriptor.id, workOf(descriptor));
      const [oldest] = tried.keys();
      if (tried.size > REMEMBERED && oldest !== undefined) tried.delete(oldest);
    },

    /** True: it was tried as it is, or does nothing else than what is saved. */
    isProven: (saved: Descriptor, next: Descriptor) =>
      tried.get(saved.id) === workOf(next) || (!saved.untried && workOf(saved) === workOf(next)),

    changes: (saved: Descriptor, next: Descriptor): IdentityChange[] => identityChanges(saved, next),

    /**
     * What is to be saved: in its place, or as a platform of its own. Throws Refusal 'recording_unfit' for what was not tried while
     * there is an account to try it with (`canTry`), and for what would make other payments of those that are recorded
     * (`hasPayments`). Where nobody can try it, it is saved as `untried`.
     */
    async finish(
      saved: Descriptor,
      next: Descriptor,
      { canTry, hasPayments, asOwn }: { canTry: boolean; hasPayments: boolean; asOwn: boolean },
    ): Promise<{ isUntried: boolean; content: PluginToInstall }> {
      const isUntried = !this.isProven(saved, next);
      if (isUntried && canTry)
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.correctUntried') });
      if (hasPayments && !asOwn && identityChanges(saved, next).length > 0)
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.correctIdentity') });
      const place = asOwn ? await freePlace(saved.id) : { id: saved.id, revision: saved.revision + 1 };
      const descriptor = { ...next, ...place, ...(isUntried && { untried: true }) };
      return {
        isUntried,
        content: {
          ...{ id: place.id, kind: 'descriptor', version: `1.0.${place.revision}`, from: 'recorded' },
          ...{ content: JSON.stringify(descriptor), hosts: descriptor.origins },
        },
      };
    },
  };
}
