import {
  type DroppedRow,
  type FetchResult,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  readRows,
  SessionGone,
} from '../../plugin-api/index.ts';
import { type Saying, saying, wordsOf } from '../../shared/saying.ts';
import { createRowReader } from './map-row.ts';
import { type Piece, piecesOf, type WindowForms, windowForms } from './pieces.ts';
import { beginRun, broken, fillingOf, nothingFor, type OwnSession, sessionOf } from './run.ts';
import { renewed } from './run-login.ts';
import { readPages } from './run-pages.ts';
import { runStep } from './run-step.ts';
import type { Descriptor } from './schema.ts';
import { NothingToFill } from './template.ts';
import { dayEnd } from './times.ts';

/** In one call; what is left of a long outage is asked for in the next ones. */
const MOST_PIECES = 40;
/** The platform was asked for the window: what lies further outside is of another zone, or no payment's time. */
const MARGIN_MS = 5 * 60_000;
/** A new login is made so long before the session ends. */
const BEFORE_END_MS = 60_000;
const MINUTE_MS = 60_000;
/** Less than this isn't asked for. */
const SHORTEST_MS = 5_000;

/**
 * The payments of the window. `isForPeople`: rows that can't be read are only told. Otherwise an answer of which no row
 * can be read is PlatformError 'broken', so that its owner learns of it. Throws PlatformError or SessionGone.
 */
export async function fetchList(
  descriptor: Descriptor,
  context: PluginContext,
  window: FetchWindow,
  isForPeople: boolean,
): Promise<FetchResult> {
  const session = await usableSession(descriptor, context);
  try {
    return await readList(descriptor, context, session, window, isForPeople);
  } catch (error) {
    if (!(error instanceof SessionGone) || session === null || session.madeAt === context.now) throw error;
    const fresh = await renewed(descriptor, context);
    if (fresh === null) throw error;
    context.keepSession(fresh);
    return readList(descriptor, context, fresh, window, isForPeople);
  }
}

/**
 * What was kept, renewed where it is about to end and can be. Where a login needs nobody it is SessionGone then; where
 * only a person gets in, he is not called before the platform itself has ended it.
 */
async function usableSession(descriptor: Descriptor, context: PluginContext): Promise<OwnSession | null> {
  const session = sessionOf(context.session);
  const { endsAt = null, madeAt = 0 } = session ?? {};
  const isEnding = endsAt !== null && endsAt - BEFORE_END_MS <= context.now && madeAt < context.now;
  if (!isEnding) return session;
  const fresh = await renewed(descriptor, context);
  if (fresh !== null) {
    context.keepSession(fresh);
    return fresh;
  }
  if (descriptor.login.kind === 'password') throw new SessionGone();
  return session;
}

async function readList(
  descriptor: Descriptor,
  context: PluginContext,
  session: OwnSession | null,
  window: FetchWindow,
  isForPeople: boolean,
): Promise<FetchResult> {
  const { list } = descriptor;
  const run = beginRun(descriptor, context, session);
  const reader = rowReader();
  for (const step of list.before ?? []) await runStep(run, step, 'list');
  const all = piecesOf(list, window);
  const forms = windowForms(list.step);
  const rows = new Map<string, unknown>();
  let read = 0;
  let cut: Saying | null = null;
  for (const piece of all.slice(0, MOST_PIECES)) {
    const isPast = (found: unknown[]) => isNewestFirst(found.map(reader.timeOf), piece.from - MINUTE_MS);
    const found = await readPages(run, piece, { keyOf, isPast, canAsk: forms.isAsked });
    // Pieces reach into each other.
    for (const row of found.rows) rows.set(JSON.stringify(row), row);
    cut = found.cut;
    if (cut) break;
    read += 1;
  }
  const last = all[cut ? read : read - 1];
  const asked = { from: all[0]?.from ?? window.from, to: last?.to ?? window.to };
  const result = readRows([...rows.values()], (row) => {
    const receipt = reader.read(row);
    if (typeof receipt !== 'object' || receipt === null) return receipt;
    return outside(receipt.paidFrom ?? receipt.paidAt, asked, forms.isExact) ?? receipt;
  });
  if (cut && read === 0) throw tooMany(cut, canBeShorter(window, asked, forms, list) ? null : result);
  const { dropped = [] } = result;
  if (!isForPeople && dropped.length > 0 && result.receipts.length === 0) throw nothingUsable(dropped);
  return read < all.length ? { ...result, readUntil: all[read - 1]?.to ?? asked.from } : result;

  function rowReader() {
    try {
      const { zone } = list.window;
      return createRowReader(list.map, { only: list.only ?? [], filling: fillingOf(run), zone });
    } catch (error) {
      throw error instanceof NothingToFill ? nothingFor(error.placeholder) : error;
    }
  }

  function keyOf(row: unknown): string {
    return reader.numberOf(row) ?? JSON.stringify(row);
  }
}

/** Each no later than the one before it, and the last one older than `from`: so is all that follows. Those without a time tell nothing. */
function isNewestFirst(times: readonly (number | null)[], from: number): boolean {
  const known = times.filter((time) => time !== null);
  const isSorted = known.every((time, at) => time <= (known[at - 1] ?? time));
  return isSorted && known.length > 1 && (known.at(-1) ?? from) < from;
}

/** A shorter window would be asked for in other words, and so may give a shorter list. */
function canBeShorter(
  { from, to }: FetchWindow,
  asked: Piece,
  { isAsked, isExact }: WindowForms,
  { window: { zone } }: Descriptor['list'],
): boolean {
  if (!isAsked || to - from <= SHORTEST_MS) return false;
  return isExact || dayEnd(asked.from, zone) !== dayEnd(asked.to, zone);
}

/** `read`: it can't be had in parts, so that what was read counts. */
function tooMany(cut: Saying, read: FetchResult | null): PlatformError {
  return new PlatformError('broken', wordsOf(cut), { tooMany: true, ...(read && { read }) });
}

/** Null where it lies inside. What is older than what was asked for is no fault of a list that can't be asked for so much. */
function outside(paidAt: number, { from, to }: Piece, isExact: boolean): string | undefined {
  const isLate = paidAt > to + MARGIN_MS;
  if (!isLate && (!isExact || paidAt >= from - MARGIN_MS)) return undefined;
  return 'its time lies outside of what was asked for: it is not the time of the payment, or of another zone';
}

function nothingUsable(dropped: readonly DroppedRow[]) {
  const problem = dropped[0]?.problem ?? '';
  return broken(
    saying('descriptor.nothingUsable', { count: dropped.length, problem: problem.slice(0, 160) }),
  );
}
