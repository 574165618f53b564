import { type Saying, saying } from '../../shared/saying.ts';
import { elementsAt, leafText, valueAt } from './paths.ts';
import type { Piece } from './pieces.ts';
import type { Reply } from './reply.ts';
import { broken, type Run } from './run.ts';
import { runStep } from './run-step.ts';
import type { List, Pages } from './schema-list.ts';

const MOST_ROWS = 20_000;

/** What a piece's list gave. `cut`: why there may be more of it than these; null: that is all. */
export interface PagesRead {
  rows: unknown[];
  cut: Saying | null;
}

/**
 * The rows of a piece, page by page. PlatformError 'broken' where a page repeats, a cursor goes round or the list is not there:
 * one that is cut short must not look complete. `keyOf`: what a row is known by. `isPast`: what follows these rows is older than
 * what is asked for; `canAsk`: the platform itself looks at that, so that its list ends there.
 */
export async function readPages(
  run: Run,
  piece: Piece,
  {
    keyOf,
    isPast,
    canAsk,
  }: { keyOf(row: unknown): string; isPast(rows: unknown[]): boolean; canAsk: boolean },
): Promise<PagesRead> {
  const { list } = run.descriptor;
  const { pages } = list;
  run.times.set('from', piece.from).set('to', piece.to);
  if (pages.size !== undefined) run.texts.set('size', String(pages.size));
  const rows: unknown[] = [];
  const seen = new Set<string>();
  const cursors = new Set<string>();
  let last: string | null = null;
  const most = pages.by === 'none' ? 1 : pages.max;
  let cursor = pages.by === 'cursor' ? (pages.first ?? '') : '';
  const whole = { rows, cut: null };
  const unlessPast = (cut: Saying) => (isPast(rows) ? whole : { rows, cut });
  for (let page = 0; page < most; page++) {
    placePage(run, pages, page, cursor);
    const reply = await runStep(run, list.step, 'list');
    const found = rowsIn(list, reply);
    const keys = found.map(keyOf);
    // A line that stands on every page, like a sum, makes no page a repetition.
    const isFull = pages.size !== undefined && found.length >= pages.size;
    const isSame = keys.join('\n') === last;
    last = keys.join('\n');
    if (found.length > 0 && page > 0 && (isSame || (isFull && keys.every((key) => seen.has(key)))))
      throw broken(saying('platform.pagesRepeat'));
    for (const key of keys) seen.add(key);
    for (const row of found) rows.push(row);
    if (rows.length > MOST_ROWS) return unlessPast(saying('platform.pagesTooMany', { count: MOST_ROWS }));
    if (pages.by === 'none') {
      // As many as it ever gives: there may be more.
      return isFull ? unlessPast(saying('descriptor.cutShort')) : whole;
    }
    const next = pages.by === 'cursor' ? (leafText(valueAt(reply.json, pages.next)) ?? '') : null;
    if (next === '' || isLast(pages.until, reply, found.length, rows.length, pages.size)) return whole;
    if (!canAsk && isPast(rows)) return whole;
    if (next !== null) {
      if (next === cursor || cursors.has(next)) throw broken(saying('platform.pagesRepeat'));
      cursors.add(next);
      cursor = next;
    }
  }
  return unlessPast(saying('platform.pagesTooMany', { count: most * (pages.size ?? rows.length) }));
}

function placePage({ texts }: Run, pages: Pages, page: number, cursor: string): void {
  if (pages.by === 'page') texts.set('page', String(pages.first + page));
  if (pages.by === 'offset') texts.set('offset', String(pages.first + page * pages.size));
  if (pages.by === 'cursor') texts.set('cursor', cursor);
}

type Until = Exclude<Pages, { by: 'none' }>['until'];

function isLast(until: Until, reply: Reply, found: number, read: number, size: number): boolean {
  if (until === undefined) return false;
  if (until === 'empty') return found === 0;
  if (until === 'short') return found < size;
  const total = leafText(valueAt(reply.json, until.total));
  if (total === null || !/^\d{1,9}$/.test(total)) throw broken(saying('descriptor.noTotal'));
  if (read >= Number(total)) return true;
  if (found === 0) throw broken(saying('descriptor.cutShort'));
  return false;
}

function rowsIn({ rows }: List, reply: Reply): unknown[] {
  const found = 'json' in rows ? elementsAt(reply.json, rows.json) : reply.page.rows(rows.table, rows.header);
  if (!found) throw broken(saying('descriptor.noRows'));
  return found;
}
