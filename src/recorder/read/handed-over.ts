import { rowListsOf } from '../find/leaves.ts';
import { isAmount, type KnownPayment } from '../find/list-call.ts';
import type { Read, Recording } from '../recording.ts';
import { readHar } from './har.ts';
import { keepOrigins, likelyOrigins } from './keep-site.ts';
import { type PastedCall, readPasted } from './pasted.ts';
import { isSanitized } from './sanitized.ts';

const MOST_ORIGINS = 4;

/**
 * Reads what the owner handed over, a file or pasted calls, and keeps the calls to his platform's hosts: those of its
 * site, and those in whose answers the known payment stands. Never throws.
 */
export function readHandedOver(
  given: { har: string | null; pasted: readonly PastedCall[] },
  {
    site,
    known,
    origins: publicly = [],
  }: {
    site: URL;
    known: KnownPayment /** Hosts that are known to be its own. */;
    origins?: readonly string[];
  },
): Read<{ recording: Recording; origins: string[] }> & { at?: number } {
  const har = given.har ?? pastedHar(given.pasted);
  const read = har === null ? readPasted(given.pasted) : readHar(har);
  if (!('ok' in read)) return read;
  const recording = read.ok;
  const holding = recording.calls
    .filter((call) =>
      rowListsOf(call).some(({ list }) =>
        list.some((row) => Object.values(row).some((text) => isAmount(text, known.amountFen))),
      ),
    )
    .map(({ url }) => url.origin);
  const own = recording.hosts.map(({ origin }) => origin).filter((origin) => publicly.includes(origin));
  const likely = [...new Set([...likelyOrigins(recording, site), ...own])];
  const origins = [
    ...new Set([...likely, ...(likely.some((origin) => holding.includes(origin)) ? [] : holding)]),
  ].slice(0, MOST_ORIGINS);
  const kept = keepOrigins(recording, origins);
  if (kept.calls.length === 0) return { problem: 'other_site', hosts: mostCalled(recording) };
  if (kept.calls.every(({ answer }) => answer === null || answer.kind === 'picture'))
    return { problem: 'no_answer' };
  if ('creator' in recording && isSanitized({ calls: kept.calls, creator: String(recording.creator) }))
    return { problem: 'sanitized' };
  return { ok: { recording: kept, origins } };
}

/** "Copy all as HAR", pasted where a call was meant. */
function pastedHar(pasted: readonly PastedCall[]): string | null {
  return pasted.map(({ call }) => call.trim()).find((call) => /^\{\s*"log"\s*:/.test(call)) ?? null;
}

/** The hosts that were called most, for whoever wonders what he recorded. */
function mostCalled({ hosts }: Recording): string[] {
  return [...hosts]
    .sort((one, other) => other.calls - one.calls)
    .slice(0, 3)
    .map(({ origin }) => new URL(origin).host);
}
