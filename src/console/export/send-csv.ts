import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';

/** One line, by the columns' names. */
export type CsvRow = Readonly<Record<string, string>>;

/** So long a number is one to Excel, which rounds it; with a tab behind it, it is a text and stays whole. */
const LONG_NUMBER = /^\d{12,}$/;

/**
 * Answers with a file of these rows, sent as they are read, however many there are: the next ones are read when the
 * browser has taken these. Excel opens it as UTF-8, and takes nothing in it for a formula.
 */
export async function sendCsv(
  res: Response,
  fileName: string,
  columns: { key: string; header: string }[],
  pages: AsyncIterable<CsvRow[]>,
): Promise<void> {
  res.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'no-store',
    // A proxy that gathers the whole file first would show no progress.
    'X-Accel-Buffering': 'no',
  });
  const lines = stringify({
    ...{ header: true, bom: true, escape_formulas: true, record_delimiter: 'windows' as const, columns },
    cast: { string: (value) => (LONG_NUMBER.test(value) ? `${value}\t` : value) },
  });
  try {
    await pipeline(Readable.from(rowsOf(pages), { objectMode: true }), lines, res);
  } catch (error) {
    // Whoever closes the download wants no more of it; nothing else can be told him either, once lines are out.
    if (!res.destroyed) res.destroy();
    if (!isGone(error)) throw error;
  }
}

async function* rowsOf(pages: AsyncIterable<CsvRow[]>): AsyncGenerator<CsvRow> {
  for await (const page of pages) yield* page;
}

function isGone(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
