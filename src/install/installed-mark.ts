import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MINUTE } from '../shared/clock.ts';
import { randomHex } from '../shared/secrets.ts';

/** Says that mpay was installed from this DATA_DIR, whatever becomes of its other files. */
const FILE = 'installed.json';

/** A mark that is not complete after this long is that of an installation that broke off. */
const BROKEN_OFF_AFTER_MS = MINUTE;

const Mark = z.object({
  /** When; ISO 8601. */
  at: z.string(),
  database: z.enum(['sqlite', 'mysql']),
  /** False from just before the installation's commit until just after it. */
  complete: z.boolean(),
});
export type Mark = z.infer<typeof Mark>;

/** The mark in one DATA_DIR. */
export interface InstalledMark {
  file: string;
  /** Null before the installation. A mark that can't be read counts as that of a complete one, of a database unknown. */
  find(): Mark | 'unreadable' | null;
  /** True once an installation was completed; cheap. */
  isComplete(): boolean;
  /** False when there is a mark already: of two installations into two databases one is the second. */
  claim(mark: { at: number; database: Mark['database'] }): boolean;
  complete(mark: { at: number; database: Mark['database'] }): void;
  /** Takes a mark away whose installation did not come about. */
  drop(): void;
}

export function createInstalledMark(dataDir: string): InstalledMark {
  const file = join(dataDir, FILE);
  const textOf = (mark: { at: number; database: Mark['database'] }, complete: boolean) =>
    `${JSON.stringify({ at: new Date(mark.at).toISOString(), database: mark.database, complete } satisfies Mark)}\n`;

  function find(): Mark | 'unreadable' | null {
    if (!existsSync(file)) return null;
    try {
      return Mark.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return 'unreadable';
    }
  }

  return {
    file,
    find,
    isComplete() {
      const mark = find();
      return mark === 'unreadable' || mark?.complete === true;
    },
    claim(mark) {
      const before = find();
      const isOfBroken = before !== null && before !== 'unreadable' && !before.complete;
      if (isOfBroken && Date.parse(before.at) < mark.at - BROKEN_OFF_AFTER_MS) rmSync(file, { force: true });
      try {
        writeFileSync(file, textOf(mark, false), { mode: 0o600, flag: 'wx' });
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
    },
    complete(mark) {
      // Beside the file and then over it: a crash leaves the old one or the new one, never half of one.
      const fresh = `${file}.${randomHex(4)}`;
      writeFileSync(fresh, textOf(mark, true), { mode: 0o600 });
      renameSync(fresh, file);
    },
    drop: () => rmSync(file, { force: true }),
  };
}
