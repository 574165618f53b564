import { isIP } from 'node:net';
import { type Dispatcher, request } from 'undici';
import { type HttpAnswer, type HttpRequest, PlatformError, type PluginHttp } from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import { bareHost, isCallable } from '../shared/private-address.ts';
import { saying } from '../shared/saying.ts';
import { createCookies, type SessionCookies } from './cookies.ts';
import { startDeadline } from './deadline.ts';
import { failure } from './plugin-failure.ts';
import { unreachable } from './unreachable.ts';

export interface HttpLimits {
  /** For one request, from its start to the last byte of the answer. */
  requestMs: number;
  /** The largest body that is read. */
  maxBytes: number;
}

export const HTTP_LIMITS: HttpLimits = { requestMs: 10 * SECOND, maxBytes: 2 * 1024 * 1024 };

export interface MeasuredHttp extends PluginHttp {
  /**
   * The platform's clock minus ours in milliseconds, from the Date header of its quickest answer so far
   * (good to about two seconds); null when it sent none, or only slow ones.
   */
  clockSkewMs(): number | null;
}

interface Sent {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** What the connection itself says; a plugin that could would speak for somebody else. */
const OWN_HEADERS: readonly string[] = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
];
const MAX_REDIRECTS = 5;
/** An answer that took longer tells the time too vaguely. */
const SLOW_ANSWER_MS = 2 * SECOND;

/**
 * The PluginHttp of one call: every request bounded by `limits` and by `signal` (the whole call's). `now` is our clock.
 * `cookies` are the session's; left out: the call's own. `mayCall` says which addresses are the platform's; left out:
 * all. `beforeEach` waits until the account may make another request, or throws. Messages name the host and never the
 * path or query, which may hold a token.
 */
export function createPluginHttp(options: {
  /** The way there, which may depend on the address. */
  dispatcher: Dispatcher | ((url: URL) => Dispatcher);
  signal: AbortSignal;
  now: () => number;
  limits?: HttpLimits;
  cookies?: SessionCookies;
  mayCall?: (url: URL) => boolean;
  beforeEach?: (signal: AbortSignal) => Promise<void>;
}): MeasuredHttp {
  const { dispatcher, signal, now, limits = HTTP_LIMITS, cookies = createCookies(null) } = options;
  const { mayCall = () => true, beforeEach } = options;
  let quickestMs = Number.POSITIVE_INFINITY;
  let skewMs: number | null = null;

  async function follow(first: Sent, mayFollow: boolean): Promise<HttpAnswer> {
    let sent = first;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await exchange(sent);
      const next = mayFollow ? redirected(sent, answer) : null;
      if (next === null) {
        const redirectedTo = targetOf(sent, answer)?.href ?? (hop > 0 ? sent.url.href : null);
        return redirectedTo === null ? answer : Object.assign(answer, { redirectedTo });
      }
      sent = next;
    }
    throw failure('broken', saying('platform.redirects', { host: first.url.host }));
  }

  async function exchange(sent: Sent): Promise<HttpAnswer> {
    const { host } = sent.url;
    await beforeEach?.(signal);
    const seconds = limits.requestMs / SECOND;
    const deadline = startDeadline({
      ms: limits.requestMs,
      signal,
      onTime: () => failure('unreachable', saying('platform.noAnswer', { host, seconds })),
      onStop: () => signal.reason,
    });
    try {
      const startedAt = now();
      const answer = await request(sent.url, {
        dispatcher: typeof dispatcher === 'function' ? dispatcher(sent.url) : dispatcher,
        method: sent.method as Dispatcher.HttpMethod,
        headers: withCookies(sent.headers, await cookies.headerFor(sent.url)),
        body: sent.body,
        signal: deadline.signal,
      });
      const headers = flatHeaders(answer.headers);
      measureSkew(headers.date, startedAt, now());
      for (const cookie of headers['set-cookie']?.split('\n') ?? []) await cookies.take(cookie, sent.url);
      return toAnswer(answer.statusCode, headers, await readBytes(answer.body, limits.maxBytes, host));
    } catch (error) {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      throw error instanceof PlatformError ? error : unreachable(host, error);
    } finally {
      deadline.clear();
    }
  }

  function measureSkew(date: string | undefined, startedAt: number, endedAt: number): void {
    const theirs = Date.parse(date ?? '');
    const tookMs = endedAt - startedAt;
    if (Number.isNaN(theirs) || tookMs >= quickestMs || tookMs > SLOW_ANSWER_MS) return;
    quickestMs = tookMs;
    // The header has whole seconds, cut off: on average half a second is missing.
    skewMs = Math.round(theirs + SECOND / 2 - (startedAt + tookMs / 2));
  }

  async function send(wanted: HttpRequest): Promise<HttpAnswer> {
    const url = webAddress(wanted.url);
    if (!mayCall(url)) throw failure('broken', saying('platform.undeclared', { host: url.host }));
    const { body, type } = bodyOf(wanted);
    const method = (wanted.method ?? (body === null ? 'GET' : 'POST')).toUpperCase();
    if (!METHODS.includes(method)) throw new TypeError(`there is no method ${method}`);
    const headers = { ...(type && { 'content-type': type }), ...lowerCase(wanted.headers ?? {}) };
    return follow({ method, url, headers, body }, wanted.follow !== 'none');
  }

  return {
    send,
    get: (url, { headers = {} } = {}) => send({ method: 'GET', url, headers }),
    postJson: (url, json, { headers = {} } = {}) => send({ method: 'POST', url, headers, json }),
    postForm: (url, form, { headers = {} } = {}) => send({ method: 'POST', url, headers, form }),
    clockSkewMs: () => skewMs,
  };
}

function bodyOf({ json, form, body }: HttpRequest): { body: Sent['body']; type: string | null } {
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
  if (form !== undefined) {
    return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return { body: body ?? null, type: null };
}

function toAnswer(status: number, headers: Record<string, string>, bytes: Uint8Array): HttpAnswer {
  let read: string | undefined;
  return {
    status,
    headers,
    bytes,
    get text() {
      read ??= Buffer.from(bytes).toString('utf8');
      return read;
    },
    json() {
      try {
        return JSON.parse(this.text);
      } catch {
        return undefined;
      }
    },
  };
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw failure('broken', saying('platform.badAddress'));
  }
  const host = bareHost(url);
  if (isIP(host) !== 0 && !isCallable(host)) throw failure('broken', saying('platform.reserved', { host }));
  return url;
}

/** Where an answer sends us on to; null where it doesn't. */
function targetOf(sent: Sent, { status, headers: { location } }: HttpAnswer): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  return URL.canParse(location, sent.url) ? new URL(location, sent.url) : null;
}

/** What to send next, or null when the answer is final. Only the origin that was asked may send us on. */
function redirected(sent: Sent, answer: HttpAnswer): Sent | null {
  const url = targetOf(sent, answer);
  if (url?.origin !== sent.url.origin) return null;
  if (answer.status === 307 || answer.status === 308) return { ...sent, url };
  const { 'content-type': _, ...headers } = sent.headers;
  return { method: 'GET', url, headers, body: null };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(lower.filter(([name]) => !OWN_HEADERS.includes(name)));
}

function withCookies(headers: Record<string, string>, fromJar: string): Record<string, string> {
  const cookie = [headers.cookie, fromJar].filter(Boolean).join('; ');
  return cookie ? { ...headers, cookie } : headers;
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    flat[name] = Array.isArray(value) ? value.join(name === 'set-cookie' ? '\n' : ', ') : value;
  }
  return flat;
}

async function readBytes(body: AsyncIterable<Buffer>, maxBytes: number, host: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and so the connection.
    if (size > maxBytes) throw failure('broken', saying('platform.tooLarge', { host }));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
