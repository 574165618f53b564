import type { HttpAnswer, HttpRequest, PluginContext, PolledPlatform } from '../plugin-api/index.ts';
import { randomHex } from '../shared/random.ts';
import { buildCall } from './read/build-call.ts';
import type { Call } from './recording.ts';

/** What came of the one call of a platform that is watched. */
export interface Seen {
  /** Null: there was none. */
  failure: unknown;
  receipts: number;
  /** The last answer, as a recording has it; null where there was none. */
  answer: Call | null;
}

/**
 * The platform as somebody meets it whose session it never gave out: every text of the session is another of the same
 * length, nobody logs in, and what it answered is seen.
 */
export function spyOn(
  platform: PolledPlatform,
  session: unknown,
): { platform: PolledPlatform; seen(): Seen } {
  const seen: Seen = { failure: null, receipts: 0, answer: null };
  // The host keeps the platform's own part beside the cookies.
  const nobody = garbled((session as { own?: unknown } | null)?.own ?? null);
  const spied: PolledPlatform = {
    ...platform,
    // Nothing is tried and nobody is asked: the session is made up below.
    login: { keys: async () => {} },
    async fetchReceipts(context, window) {
      try {
        const result = await platform.fetchReceipts({ ...watched(context, seen), session: nobody }, window);
        seen.receipts = result.receipts.length;
        return { receipts: [], dropped: [] };
      } catch (failure) {
        seen.failure = failure;
        return { receipts: [], dropped: [] };
      }
    },
  };
  return { platform: spied, seen: () => seen };
}

function watched(context: PluginContext, seen: Seen): PluginContext {
  const { http } = context;
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const answer = await http.send(request);
    seen.answer = asCall(request, answer);
    return answer;
  };
  return { ...context, http: { ...http, send } };
}

function asCall(request: HttpRequest, { status, headers, text, redirectedTo }: HttpAnswer): Call | null {
  const answerHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const built = buildCall({
    ...{ startedAt: null, method: request.method ?? 'GET', url: request.url, headers: [], body: null },
    // Where a redirect was followed, it is the redirect that says something.
    status: redirectedTo === undefined ? status : 302,
    answerHeaders: redirectedTo === undefined ? answerHeaders : [{ name: 'location', value: redirectedTo }],
    answer: { text, type: headers['content-type'] ?? '' },
  });
  return built && { ...built, at: Number.MAX_SAFE_INTEGER };
}

/** The session's own part with each text replaced; what names the device stays. */
function garbled(session: unknown): unknown {
  if (typeof session === 'string')
    return randomHex(Math.max(4, Math.ceil(session.length / 2))).slice(0, Math.max(8, session.length));
  if (Array.isArray(session)) return session.map(garbled);
  if (typeof session !== 'object' || session === null) return session;
  return Object.fromEntries(
    Object.entries(session).map(([name, inner]) => [name, name === 'device' ? inner : garbled(inner)]),
  );
}
