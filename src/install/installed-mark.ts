import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MINUTE } from '../shared/clock.ts';
import { randomHex } from '../shared/random.ts';

/** Says that mpay was installed from this DATA_DIR, whatever becomes of its other files. */
const FILE = 'installed.json';
/** A mark that is not complete after this long is that of an installation that broke off. */
const BROKEN_OFF_AFTER_MS = MINUTE;

const Mark = z.object({
  /** When; ISO 8601. */
  at: z.string(),
  /** Null where the file can't be read. */
  database: z.enum(['sqlite', 'mysql']).nullable(),
  /** False from just before the installation's commit until just after it. */
  complete: z.boolean(),
});
export type Mark = z.infer<typeof Mark>;

/** An installation, as its mark tells it; `at` is in ms. */
export interface MarkedInstallation {
  at: number;
  database: 'sqlite' | 'mysql';
}

/** The mark in one DATA_DIR. */
export interface InstalledMark {
  file: string;
  /** Null before the installation. A file that can't be read counts as the mark of a complete one. */
  find(): Mark | null;
  /** True once an installation was completed; cheap. */
  isComplete(): boolean;
  /** False when there is a mark already: of two installations into two databases one is the second. */
  claim(installation: MarkedInstallation): boolean;
  complete(installation: MarkedInstallation): void;
  /** Takes a mark away whose installation did not come about. */
  drop(): void;
}

export function createInstalledMark(dataDir: string): InstalledMark {
  const file = join(dataDir, FILE);

  function find(): Mark | null {
    if (!existsSync(file)) return null;
    try {
      return Mark.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return { at: '', database: null, complete: true };
    }
  }

  return {
    file,
    find,
    isComplete: () => find()?.complete === true,
    claim(installation) {
      const before = find();
      const isOld = before !== null && Date.parse(before.at) < installation.at - BROKEN_OFF_AFTER_MS;
      if (isOld && !before.complete) rmSync(file, { force: true });
      try {
        writeFileSync(file, textOf(installation, false), { mode: 0o600, flag: 'wx' });
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
    },
    complete(installation) {
      // Beside the file and then over it: a crash leaves the old one or the new one, never half of one.
      const fresh = `${file}.${randomHex(4)}`;
      writeFileSync(fresh, textOf(installation, true), { mode: 0o600 });
      renameSync(fresh, file);
    },
    drop: () => rmSync(file, { force: true }),
  };
}

function textOf({ at, database }: MarkedInstallation, complete: boolean): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), database, complete } satisfies Mark)}\n`;
}
