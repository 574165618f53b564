import { type HttpAnswer, PlatformError, tools } from '../../plugin-api/index.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import { type Page, readPage } from './html.ts';
import { leafText, valueAt } from './paths.ts';
import { readJson } from './read-json.ts';
import type { Condition, Source } from './schema-parts.ts';

/** An answer of the platform, read as far as somebody asks. Its parts throw PlatformError 'broken' for what is too deep. */
export interface Reply {
  /** As it came. */
  answer: HttpAnswer;
  /** In the encoding that it names. */
  text: string;
  /** Undefined where it is no JSON. */
  json: unknown;
  page: Page;
  header(name: string): string | null;
  cookie(name: string): string | null;
  /** Where the last redirect led, followed or not; null: there was none. */
  redirectedTo: URL | null;
}

export function replyOf(answer: HttpAnswer): Reply {
  const { headers, redirectedTo } = answer;
  const text = lazy(() => tools.text(answer.bytes, charsetOf(answer)).replace(/^\uFEFF/, ''));
  const json = lazy(() => bounded(() => readJson(text())));
  const page = lazy(() => bounded(() => readPage(text())));
  return {
    answer,
    get text() {
      return text();
    },
    get json() {
      return json();
    },
    get page() {
      return page();
    },
    header: (name) => headers[name.toLowerCase()] ?? null,
    cookie: (name) => cookieIn(headers['set-cookie'] ?? '', name),
    redirectedTo: redirectedTo !== undefined && URL.canParse(redirectedTo) ? new URL(redirectedTo) : null,
  };
}

/** True where the answer is as the condition says. */
export function holds(condition: Condition, reply: Reply, askedAt: string): boolean {
  if ('status' in condition) return condition.status.includes(reply.answer.status);
  if ('contains' in condition) return reply.text.includes(condition.contains);
  if ('redirectTo' in condition) return leadsTo(condition.redirectTo, reply.redirectedTo, askedAt);
  if ('html' in condition) return reply.page.has(condition.html) === condition.present;
  const value = valueAt(reply.json, condition.json);
  if ('present' in condition) return (value !== undefined && value !== null) === condition.present;
  const text = leafText(value);
  return text !== null && condition.in.includes(text);
}

/** A path of the origin that was asked, or a whole address; its query is not looked at. */
function leadsTo(wanted: string, to: URL | null, askedAt: string): boolean {
  if (to === null) return false;
  const url = new URL(wanted, new URL(askedAt).origin);
  return to.origin === url.origin && to.pathname === url.pathname;
}

/** What stands at the source as text; null where it isn't there. */
export function valueFrom(source: Source, reply: Reply): string | null {
  if ('json' in source) return leafText(valueAt(reply.json, source.json));
  if ('header' in source) return reply.header(source.header);
  if ('cookie' in source) return reply.cookie(source.cookie);
  if ('html' in source) return reply.page.value(source.html, source.attr);
  return between(reply.text, source.between);
}

const MAX_BETWEEN = 4_096;

function between(text: string, [left, right]: readonly [string, string]): string | null {
  const begin = text.indexOf(left);
  if (begin < 0) return null;
  const from = begin + left.length;
  const end = text.slice(from, from + MAX_BETWEEN + right.length).indexOf(right);
  return end < 0 ? null : text.slice(from, from + end);
}

function cookieIn(setCookie: string, name: string): string | null {
  for (const line of setCookie.split('\n').reverse()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** Back ends in China still write GBK, and say so in the header or in the page's head. */
function charsetOf({ headers, bytes }: HttpAnswer): 'utf-8' | 'gb18030' {
  const named = /charset=["']?([\w-]+)/i;
  const [, inHeader] = named.exec(headers['content-type'] ?? '') ?? [];
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  const [, inPage] = /<meta\b/i.test(head) ? (named.exec(head) ?? []) : [];
  return /^gb/i.test(inHeader ?? inPage ?? '') ? 'gb18030' : 'utf-8';
}

function bounded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PlatformError('broken', wordsOf(saying('descriptor.deepAnswer')));
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
