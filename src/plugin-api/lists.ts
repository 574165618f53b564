import { saying, wordsOf } from '../shared/saying.ts';
import { PlatformError } from './failures.ts';
import type { DroppedRow, FetchResult, PlatformReceipt } from './receipts.ts';

/**
 * Every row of a list that comes in pages: page by page from 1 until one is shorter than `size`.
 * PlatformError 'broken' where a page repeats, or after `most` of them (`tooMany`): a list that is cut off must not look
 * complete, and the host asks for a shorter window then.
 */
export async function allPages<Row>(
  { size, most = 50 }: { size: number; most?: number },
  read: (page: number) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let last = '';
  for (let page = 1; page <= most; page++) {
    const found = await read(page);
    rows.push(...found);
    if (found.length < size) return rows;
    const content = JSON.stringify(found);
    if (content === last) {
      throw new PlatformError('broken', wordsOf(saying('platform.pagesRepeat')));
    }
    last = content;
  }
  const words = wordsOf(saying('platform.pagesTooMany', { count: most * size }));
  throw new PlatformError('broken', words, { tooMany: true });
}

/**
 * Reads each row by itself: a receipt; null for one that is no payment; or what is wrong with it, in plain words (also
 * where `read` throws). A row that is wrong costs no other.
 */
export function readRows(
  rows: readonly unknown[],
  read: (row: Readonly<Record<string, unknown>>) => PlatformReceipt | string | null,
): FetchResult {
  const receipts: PlatformReceipt[] = [];
  const dropped: DroppedRow[] = [];
  for (const row of rows) {
    const found = readOne(row, read);
    if (typeof found === 'string') dropped.push({ row, problem: found });
    else if (found !== null) receipts.push(found);
  }
  return { receipts, dropped };
}

function readOne(row: unknown, read: Parameters<typeof readRows>[1]): PlatformReceipt | string | null {
  if (typeof row !== 'object' || row === null) return 'is no record';
  try {
    return read(row as Record<string, unknown>);
  } catch (error) {
    return error instanceof Error ? error.message : 'can’t be read';
  }
}
