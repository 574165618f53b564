import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { randomHex } from '../../shared/random.ts';
import type { InstalledFrom, InstalledKind } from '../installed/installed.repository.ts';

/** The only SQL on `staged_plugins`: packages that wait for their owner's yes. */

export interface StagedPlugin {
  kind: InstalledKind;
  content: string;
  manifest: string | null;
  from: InstalledFrom;
}

/** For so long he may think about it. */
const KEPT_MS = HOUR;

/** Keeps it, and forgets those that nobody came back for. Returns the name by which it is found again. */
export async function stage(
  db: Db,
  { kind, content, manifest, from }: StagedPlugin,
  now: number,
): Promise<string> {
  await db('staged_plugins')
    .where('staged_at', '<=', now - KEPT_MS)
    .delete();
  const token = randomHex(16);
  await db('staged_plugins').insert({ token, kind, content, manifest, origin: from, staged_at: now });
  return token;
}

/** Undefined for one that is not there any more. */
export async function findStaged(db: Db, token: string, now: number): Promise<StagedPlugin | undefined> {
  const row = await db('staged_plugins')
    .where({ token })
    .where('staged_at', '>', now - KEPT_MS)
    .first();
  if (!row) return undefined;
  return {
    kind: row.kind as InstalledKind,
    content: String(row.content),
    manifest: row.manifest === null ? null : String(row.manifest),
    from: row.origin as InstalledFrom,
  };
}

export async function dropStaged(trx: Db, token: string): Promise<void> {
  await trx('staged_plugins').where({ token }).delete();
}
