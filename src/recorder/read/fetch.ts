import type { Pair } from '../recording.ts';
import type { RawCall } from './build-call.ts';
import { isRecord, readJson } from './json.ts';

/**
 * A call copied "as fetch" (also "as fetch (Node.js)"): its arguments are JSON. Nothing is run. Null for what is none.
 */
export function readFetch(text: string): RawCall | null {
  const opened = /^\s*(?:await\s+)?fetch\s*\(\s*/.exec(text);
  if (!opened) return null;
  const from = opened[0].length;
  const end = endOfString(text, from);
  if (end === null) return null;
  const url = readJson(text.slice(from, end));
  if (typeof url !== 'string') return null;
  const rest = text.slice(end);
  const begins = rest.indexOf('{');
  const ends = rest.lastIndexOf('}');
  const options = begins < 0 ? {} : readJson(rest.slice(begins, ends + 1));
  if (!isRecord(options)) return null;
  const headers: Pair[] = isRecord(options.headers)
    ? Object.entries(options.headers).map(([name, value]) => ({
        name: name.toLowerCase(),
        value: String(value),
      }))
    : [];
  if (typeof options.referrer === 'string' && options.referrer !== '') {
    headers.push({ name: 'referer', value: options.referrer });
  }
  const body = typeof options.body === 'string' ? options.body : null;
  const method = typeof options.method === 'string' ? options.method : body === null ? 'GET' : 'POST';
  return {
    ...{ startedAt: null, method, url, headers, body },
    ...{ status: null, answerHeaders: [], answer: null },
  };
}

/** Where the string that begins here ends (behind its closing quote); null where it doesn't. */
function endOfString(text: string, from: number): number | null {
  if (text[from] !== '"') return null;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return null;
}
