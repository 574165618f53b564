import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

/** What is kept of an account between calls: the plugin's own, and the cookies beside it. */
export interface KeptSession {
  own: unknown;
  cookies: unknown;
}

/** As it is stored. `madeFor` names the settings it was made with: another login or address must not see it. */
interface StoredSession extends KeptSession {
  session: 2;
  madeFor: string;
}

const NOTHING: KeptSession = { own: null, cookies: null };
/** A session of a handed-over browser may hold many cookies. */
const MAX_SESSION_CHARS = 64 * 1024;

/** Takes apart what `packSession` made of a session with the same settings; nothing for any other value. */
export function unpackSession(stored: unknown, settings: Readonly<Record<string, string>>): KeptSession {
  const known = stored as Partial<StoredSession> | null;
  if (typeof known !== 'object' || known?.session !== 2 || known.madeFor !== nameOf(settings)) return NOTHING;
  return { own: known.own ?? null, cookies: known.cookies ?? null };
}

/** One JSON value to keep; null when there is nothing. */
export function packSession(kept: KeptSession, settings: Readonly<Record<string, string>>): unknown {
  if (kept.own === null && kept.cookies === null) return null;
  return { session: 2, madeFor: nameOf(settings), ...kept } satisfies StoredSession;
}

/**
 * What to keep where `theirs` was stored while a call that began with `before` brought `ours` back: what the call changed, unless
 * that was changed meanwhile. So an answer to the session that was replaces no newer one.
 */
export function mergedSession(before: unknown, ours: unknown, theirs: unknown): unknown {
  const [was, own, now] = [before, ours, theirs].map(storedOf);
  if (!was || !own || !now) return theirs;
  const madeFor = now.madeFor ?? own.madeFor;
  if (madeFor === null || (own.madeFor ?? madeFor) !== madeFor) return theirs;
  const newer = (part: keyof KeptSession) =>
    isDeepStrictEqual(now[part], was[part]) ? own[part] : now[part];
  const merged = { own: newer('own'), cookies: newer('cookies') };
  if (merged.own === null && merged.cookies === null) return null;
  return { session: 2, madeFor, ...merged } satisfies StoredSession;
}

/** Undefined for what is no session of ours. */
function storedOf(stored: unknown): (KeptSession & { madeFor: string | null }) | undefined {
  if (stored === null) return { ...NOTHING, madeFor: null };
  const known = stored as Partial<StoredSession>;
  if (known.session !== 2 || typeof known.madeFor !== 'string') return undefined;
  return { own: known.own ?? null, cookies: known.cookies ?? null, madeFor: known.madeFor };
}

/** The value as JSON would give it back. Throws when it can't be kept. */
export function keepable(value: unknown): unknown {
  const text = JSON.stringify(value ?? null);
  if (text.length > MAX_SESSION_CHARS)
    throw new RangeError(`a session of ${text.length} characters is too long`);
  return JSON.parse(text);
}

function nameOf(settings: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}
