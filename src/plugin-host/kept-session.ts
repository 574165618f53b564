import { createHash } from 'node:crypto';

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
