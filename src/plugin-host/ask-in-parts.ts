import type { FetchResult, FetchWindow } from '../plugin-api/index.ts';
import { MINUTE, SECOND } from '../shared/clock.ts';
import { isPlatformError } from './plugin-failure.ts';

/** What is asked for, and up to when it was read before (UTC ms; left out: unknown). */
export interface AskedWindow extends FetchWindow {
  knownUntil?: number;
}

/** How long a stretch is asked for at once, and what the one took that was too long. */
interface Stretch {
  ms: number;
  requests: number;
}

/** A stretch that is too long is cut to a quarter: so a day comes down to minutes in four steps. */
const CUT = 4;
/** Who lists so much in so little time does not look at the window. */
const SHORTEST_MS = 5 * SECOND;
/** In one call: each may take half of its time. */
const TRIES = 2;
/** Lists lag behind: how far a part reaches into the one before it, where that is shorter than the part. */
const OVERLAP_MS = 3 * MINUTE;
/** A failure after so many requests came in the middle of a list. */
const IN_THE_MIDDLE = 3;

/** What accounts' lists have taught this process: see askInParts. */
export class Stretches {
  private readonly known = new Map<string, Stretch>();

  of(account: string | undefined): Stretch | undefined {
    return account === undefined ? undefined : this.known.get(account);
  }

  shorten(account: string | undefined, stretch: Stretch): void {
    if (account !== undefined) this.known.set(account, stretch);
  }

  /** A part was read with so many requests: where that was easy, the next one is longer. `isWhole`: there is no other part. */
  noteRead(account: string | undefined, requests: number, isWhole: boolean): void {
    const stretch = this.of(account);
    if (account === undefined || !stretch) return;
    if (requests > Math.max(IN_THE_MIDDLE, stretch.requests / CUT)) return;
    if (isWhole) this.known.delete(account);
    else this.known.set(account, { ...stretch, ms: 2 * stretch.ms });
  }
}

/**
 * Reads what can be read of the window at once: all of it mostly; its first part where the list is longer than a plugin
 * reads, or than the time and the budget of a call allow. `readUntil` says up to where, and the next call goes on from there: it
 * begins with what is not known yet, so that each gets further than the one before. Remembered by account is
 * how long a part may be. Nothing of a list that was cut off is used. `newest`: the last part is wanted, and no other.
 * Where a shorter one would be the same list, what was read of it is given, with `isCut`. Throws what `ask` throws; 'broken'
 * where the shortest part is too long.
 */
export async function askInParts(
  { stretches, account, newest }: { stretches: Stretches; account: string | undefined; newest: boolean },
  { knownUntil, ...whole }: AskedWindow,
  requests: () => number,
  ask: (part: FetchWindow) => Promise<FetchResult>,
): Promise<FetchResult> {
  const memory = newest ? undefined : account;
  let longest = stretches.of(memory)?.ms ?? Number.POSITIVE_INFINITY;
  for (let tries = 1; ; tries++) {
    const part = partOf(whole, knownUntil, longest, newest);
    const isWhole = part.from === whole.from && part.to === whole.to;
    const before = requests();
    try {
      const result = await ask({ ...whole, ...part, ...(!isWhole && { isPart: true }) });
      stretches.noteRead(memory, requests() - before, isWhole);
      if (newest || part.to === whole.to) return result;
      return { ...result, readUntil: Math.min(result?.readUntil ?? part.to, part.to) };
    } catch (error) {
      const made = requests() - before;
      const isTooLong = isPlatformError(error) && error.tooMany === true;
      if (isTooLong && error.read) return { ...error.read, isCut: true };
      const length = Math.min(longest, part.to - part.from);
      const shorter = Math.max(SHORTEST_MS, length / CUT);
      if (!isTooLong && !isInterrupted(error, made)) throw error;
      stretches.shorten(memory, { ms: shorter, requests: made });
      if (!isTooLong || length <= SHORTEST_MS) throw error;
      longest = shorter;
      if (tries >= TRIES && !newest) return { receipts: [], readUntil: part.from };
    }
  }
}

function partOf(
  { from, to }: FetchWindow,
  knownUntil: number | undefined,
  longest: number,
  newest: boolean,
): Pick<FetchWindow, 'from' | 'to'> {
  if (to - from <= longest) return { from, to };
  if (newest) return { from: to - longest, to };
  const begin = Math.max(from, (knownUntil ?? from) - Math.min(OVERLAP_MS, longest / 2));
  return { from: Math.round(begin), to: Math.round(Math.min(to, begin + longest)) };
}

/** By the platform, by the end of the call's time, or of the hour's budget. */
function isInterrupted(error: unknown, requests: number): boolean {
  const isKind = isPlatformError(error) && (error.kind === 'tooFast' || error.kind === 'unreachable');
  return isKind && requests >= IN_THE_MIDDLE;
}
