import { expect } from 'vitest';
import type { Db } from '../../src/shared/db.ts';
import type { DatabaseKind } from './database.ts';
import type { Visitor } from './visitor.ts';

/** All rows of all tables, as text. */
export async function dumpOf(db: Db, kind: DatabaseKind): Promise<string> {
  const tables: string[] =
    kind === 'sqlite'
      ? await db('sqlite_master').where({ type: 'table' }).pluck('name')
      : await db('information_schema.tables').whereRaw('table_schema = database()').pluck('table_name');
  const dump: string[] = [];
  for (const table of tables) dump.push(JSON.stringify(await db(table)));
  return dump.join('\n');
}

/** Every page of the console that links lead to from its first one, as text; what asks a platform is left out. */
export async function pagesOf(visitor: Pick<Visitor, 'get'>): Promise<{ text: string; count: number }> {
  const seen = new Set(['/console']);
  const pages: string[] = [];
  for (const path of seen) {
    const { text, page } = await visitor.get(path);
    pages.push(text);
    for (const link of page.querySelectorAll('a[href^="/console"]')) {
      const href = (link.getAttribute('href') ?? '').replace(/#.*/, '');
      if (!href.includes('ask=1') && seen.size < 300) seen.add(href);
    }
  }
  return { text: pages.join('\n'), count: pages.length };
}

/**
 * None of the secrets stands in any place. Those of a few letters (what was read in a picture) may stand anywhere by chance:
 * they count only where they stand by themselves.
 */
export function expectNowhere(secrets: Iterable<string>, places: Readonly<Record<string, string>>): void {
  const found: string[] = [];
  for (const secret of secrets) {
    const alone = secret.length > 8 ? null : new RegExp(`(?<![0-9a-z])${secret}(?![0-9a-z])`, 'i');
    for (const [place, text] of Object.entries(places)) {
      if (alone ? alone.test(text) : text.includes(secret)) found.push(`${place}: ${secret}`);
    }
  }
  expect(found).toEqual([]);
}
