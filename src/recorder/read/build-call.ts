import { readExactJson } from '../../plugin-host/index.ts';
import type { Answer, Call, Pair, RequestBody } from '../recording.ts';
import { LIMITS } from '../recording.ts';
import { readJson } from './json.ts';

const MAX_PAIRS = 500;

/** What a reader knows of one request, before it is taken apart. */
export interface RawCall {
  startedAt: number | null;
  method: string;
  url: string;
  headers: Pair[];
  /** Beside those of the Cookie header. */
  cookies?: Pair[];
  body: string | null;
  bodyType?: string | undefined;
  /** Of a form that the recording took apart already. */
  fields?: Pair[];
  status: number | null;
  answerHeaders: Pair[];
  answer: { text: string; type: string } | null;
}

/** Takes a request apart; null where its address is none of the web. `at` is set by whoever lists them. */
export function buildCall(raw: RawCall): Omit<Call, 'at'> | null {
  const url = URL.canParse(raw.url) ? new URL(raw.url) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const all = raw.headers.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const headers = all.filter(({ name }) => name !== 'cookie' && !name.startsWith(':')).slice(0, MAX_PAIRS);
  const fromHeader = all.filter(({ name }) => name === 'cookie').flatMap(({ value }) => cookiePairs(value));
  const cookies = fromHeader.length > 0 ? fromHeader : (raw.cookies ?? []);
  const type = (raw.bodyType ?? firstOf(headers, 'content-type') ?? '').toLowerCase();
  const answerHeaders = raw.answerHeaders.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  return {
    startedAt: raw.startedAt,
    method: raw.method.toUpperCase().slice(0, 10),
    url,
    query: pairsOf(url.searchParams),
    headers,
    cookies: cookies.slice(0, MAX_PAIRS),
    body: readBody(raw.body, type, raw.fields),
    status: raw.status,
    answerHeaders: answerHeaders.slice(0, MAX_PAIRS),
    setCookies: answerHeaders
      .filter(({ name }) => name === 'set-cookie')
      .flatMap(({ value }) => value.split('\n'))
      .flatMap((line) => cookiePairs(line.split(';')[0] ?? '')),
    answer: readAnswer(raw.answer),
  };
}

export function firstOf(pairs: readonly Pair[], name: string): string | undefined {
  return pairs.find((pair) => pair.name === name)?.value;
}

function pairsOf(params: URLSearchParams): Pair[] {
  return [...params].slice(0, MAX_PAIRS).map(([name, value]) => ({ name, value }));
}

export function cookiePairs(line: string): Pair[] {
  return line.split(';').flatMap((piece) => {
    const at = piece.indexOf('=');
    const name = piece.slice(0, at).trim();
    return at > 0 && name !== '' ? [{ name, value: piece.slice(at + 1).trim() }] : [];
  });
}

function readBody(text: string | null, type: string, fields: Pair[] | undefined): RequestBody | null {
  if ((text === null || text === '') && fields && fields.length > 0) return { kind: 'form', fields };
  if (text === null || text === '') return null;
  const json = readJson(text);
  if (typeof json === 'object' && json !== null && !type.includes('urlencoded')) {
    return { kind: 'json', value: json, text };
  }
  const looksLikeForm = /^[^=&\s{<]+=[^&]*(&[^=&\s]+=[^&]*)*&?$/.test(text);
  if (type.includes('urlencoded') || (type === '' && looksLikeForm)) {
    return { kind: 'form', fields: pairsOf(new URLSearchParams(text)) };
  }
  return { kind: 'text', text, type: type.split(';')[0]?.trim() ?? '' };
}

function readAnswer(given: RawCall['answer']): Answer | null {
  if (given === null) return null;
  const { text } = given;
  const type = given.type.toLowerCase();
  if (type.startsWith('image/')) return { kind: 'picture' };
  if (text.length > LIMITS.answerBytes) return null;
  const json = exactly(text);
  // A bare number or word is JSON as well, but nothing to look for fields in.
  if (typeof json === 'object' && json !== null) return { kind: 'json', value: json, text };
  const isHtml = type.includes('html') || /^\s*<(!doctype|html|head|body|div|table|script)\b/i.test(text);
  return { kind: isHtml ? 'html' : 'text', text };
}

/** As a descriptor reads it: numbers that JavaScript can't hold are texts. What is nested too deeply is none. */
function exactly(text: string): unknown {
  try {
    return readExactJson(text);
  } catch {
    return undefined;
  }
}
