import { isIP } from 'node:net';
import type { CookieJar } from 'tough-cookie';
import { type Dispatcher, request } from 'undici';
import { type HttpAnswer, PlatformError, type PluginHttp } from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import { bareHost, isCallable } from '../shared/private-address.ts';
import { startDeadline } from './deadline.ts';
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
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string | null;
}

const MAX_REDIRECTS = 5;
/** An answer that took longer tells the time too vaguely. */
const SLOW_ANSWER_MS = 2 * SECOND;

/**
 * The PluginHttp of one call: its own cookie jar, every request bounded by `limits` and by `signal` (the whole
 * call's). `now` is our clock. Messages name the host and never the path or query, which may hold a token.
 */
export function createPluginHttp(options: {
  dispatcher: Dispatcher;
  signal: AbortSignal;
  now: () => number;
  limits?: HttpLimits;
}): MeasuredHttp {
  const { dispatcher, signal, now, limits = HTTP_LIMITS } = options;
  let jar: CookieJar | null = null;
  let quickestMs = Number.POSITIVE_INFINITY;
  let skewMs: number | null = null;

  async function send(first: Sent): Promise<HttpAnswer> {
    let sent = first;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await exchange(sent);
      const next = redirected(sent, answer);
      if (next === null) return answer;
      sent = next;
    }
    throw new PlatformError('broken', `${first.url.host} 一直在跳转，没有给出结果`);
  }

  async function exchange(sent: Sent): Promise<HttpAnswer> {
    const { host } = sent.url;
    const deadline = startDeadline({
      ms: limits.requestMs,
      signal,
      onTime: () =>
        new PlatformError('unreachable', `${host} 在 ${limits.requestMs / SECOND} 秒内没有给出完整的回应`),
      onStop: () => signal.reason,
    });
    try {
      const startedAt = now();
      const answer = await request(sent.url, {
        dispatcher,
        method: sent.method,
        headers: withCookies(sent.headers, (await jar?.getCookieString(sent.url.href)) ?? ''),
        body: sent.body,
        signal: deadline.signal,
      });
      const headers = flatHeaders(answer.headers);
      measureSkew(headers.date, startedAt, now());
      for (const cookie of headers['set-cookie']?.split('\n') ?? []) {
        jar ??= await newJar();
        await jar.setCookie(cookie, sent.url.href, { ignoreError: true });
      }
      return { status: answer.statusCode, headers, text: await readText(answer.body, limits.maxBytes, host) };
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

  return {
    get: async (url, { headers = {} } = {}) =>
      send({ method: 'GET', url: webAddress(url), headers: lowerCase(headers), body: null }),
    postJson: async (url, body, { headers = {} } = {}) =>
      send({
        method: 'POST',
        url: webAddress(url),
        headers: { 'content-type': 'application/json', ...lowerCase(headers) },
        body: JSON.stringify(body),
      }),
    postForm: async (url, body, { headers = {} } = {}) =>
      send({
        method: 'POST',
        url: webAddress(url),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...lowerCase(headers) },
        body: new URLSearchParams(body).toString(),
      }),
    clockSkewMs: () => skewMs,
  };
}

/** The library holds every public suffix there is: loaded when the first platform sets a cookie. */
async function newJar(): Promise<CookieJar> {
  const tough = await import('tough-cookie');
  return new tough.CookieJar();
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new PlatformError('broken', '平台地址不正确，应以 https:// 或 http:// 开头');
  }
  const host = bareHost(url);
  if (isIP(host) !== 0 && !isCallable(host)) {
    throw new PlatformError('broken', `平台地址 ${host} 是链路本地或保留地址，不会有平台在那里`);
  }
  return url;
}

/** What to send next, or null when the answer is final. Only the origin that was asked may send us on. */
function redirected(sent: Sent, answer: HttpAnswer): Sent | null {
  const location = answer.headers.location;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return null;
  if (!URL.canParse(location, sent.url)) return null;
  const url = new URL(location, sent.url);
  if (url.origin !== sent.url.origin) return null;
  if (answer.status === 307 || answer.status === 308) return { ...sent, url };
  const { 'content-type': _, ...headers } = sent.headers;
  return { method: 'GET', url, headers, body: null };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
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

async function readText(body: AsyncIterable<Buffer>, maxBytes: number, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and so the connection.
    if (size > maxBytes) throw new PlatformError('broken', `${host} 返回的内容太大`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
