import { API_VERSION, definePlatform, type HttpAnswer, type HttpRequest } from '../plugin-api/index.ts';
import { payTypes } from '../shared/pay-type.ts';
import type { RawCall } from './read/build-call.ts';
import { readCurl } from './read/curl.ts';
import { readFetch } from './read/fetch.ts';
import { companyOf } from './read/keep-site.ts';
import type { Read } from './recording.ts';
import type { TrialDeps } from './trial.ts';

/** What the connection says by itself, or what asks for a form of answer that nobody here reads. */
const NOT_SENT =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|upgrade|expect|accept-encoding|:.*)$/;

/**
 * Makes a call of a list that was copied without its answer, once and as it was copied, by the host's own way out. Only to
 * the company of the site, or where it is known to be. Gives the answer as somebody would have pasted it. Throws
 * PlatformError where nobody answers.
 */
export async function makeCall(
  deps: TrialDeps,
  copied: string,
  { site, origins = [] }: { site: URL; origins?: readonly string[] },
): Promise<Read<string> & { status?: number }> {
  const raw = readCurl(copied) ?? readFetch(copied);
  const url = raw && URL.canParse(raw.url) ? new URL(raw.url) : null;
  const isKnown = raw?.method === 'GET' || raw?.method === 'POST';
  if (!raw || !url || !isKnown) return { problem: 'not_a_call' };
  const isOwn = companyOf(url.hostname) === companyOf(site.hostname) || origins.includes(url.origin);
  if (!isOwn) return { problem: 'other_site', hosts: [url.host] };
  const answer = await send(deps, requestOf(raw, url), url);
  if (answer.status >= 400) return { problem: 'call_refused', status: answer.status };
  return { ok: `HTTP/1.1 ${answer.status} as answered\r\n\r\n${answer.text}` };
}

function requestOf({ method, headers, body, bodyType }: RawCall, url: URL): HttpRequest {
  const own = headers.filter(({ name }) => !NOT_SENT.test(name));
  const hasType = own.some(({ name }) => name === 'content-type');
  return {
    ...{ method, url: url.href, follow: 'none' },
    headers: Object.fromEntries([
      ...(body !== null && !hasType && bodyType ? [['content-type', bodyType]] : []),
      ...own.map(({ name, value }) => [name, value]),
    ]),
    ...(body !== null && { body }),
  };
}

/** By a platform that is no more than this one call, so that it is bounded as every other. */
async function send({ hostFor, clock }: TrialDeps, request: HttpRequest, url: URL): Promise<HttpAnswer> {
  const words = { zh: url.host, en: url.host };
  let answer: HttpAnswer | null = null;
  const platform = definePlatform({
    ...{ id: 'made-once', apiVersion: API_VERSION, version: '1.0.0', listening: 'polled', publicOnly: true },
    hosts: [url.origin.replace(/^https:\/\//, '')],
    ...{ name: words, payTypes: [payTypes[0]], settings: [], facts: [{ fact: words, rests: 'unknown' }] },
    terminal: { namedByReceipts: false, label: words, help: words },
    login: { keys: async () => {} },
    async fetchReceipts({ http }) {
      answer = await http.send(request);
      return { receipts: [], dropped: [] };
    },
  });
  const host = hostFor(platform);
  const now = clock.now();
  try {
    await host.fetchReceipts(platform.id, { settings: {}, session: null, now }, { from: now, to: now });
  } finally {
    await host.close();
  }
  if (answer === null) throw new TypeError('a call without an answer');
  return answer;
}
