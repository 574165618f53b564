import type { Handed } from '../plugin-api/index.ts';

const MAX_TEXT = 64 * 1024;

/**
 * Reads what an owner pasted out of his browser: a request copied "as cURL" (bash or cmd) or "as fetch", a Cookie
 * header, or a bare token. It is taken apart, never run. Null when it is empty or too long.
 */
export function readHanded(pasted: string): Handed | null {
  const text = pasted.trim();
  if (text === '' || text.length > MAX_TEXT) return null;
  if (/^curl\s/i.test(text)) return fromCurl(text);
  if (/^(await\s+)?fetch\s*\(/.test(text)) return fromFetch(text) ?? bare(text);
  return bare(text);
}

function bare(text: string): Handed {
  const line = text.replace(/^cookie:\s*/i, '');
  const cookies = /^[^\s=;,"]+=[^;\r\n]*(;\s*[^\s=;,"]+=[^;\r\n]*)*;?$/.test(line) ? cookiesIn(line) : {};
  return { text, cookies, headers: {}, url: null };
}

function fromCurl(text: string): Handed {
  const words = shellWords(text);
  const headers: Record<string, string> = {};
  let url: string | null = null;
  let cookie = '';
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (word === '-H' || word === '--header') {
      addHeader(headers, next);
      at++;
    } else if (word === '-b' || word === '--cookie') {
      cookie = next;
      at++;
    } else if (/^https?:\/\//i.test(word)) url ??= word;
  }
  return request(text, url, headers, cookie);
}

function fromFetch(text: string): Handed | null {
  const [, address = ''] = /fetch\s*\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/.exec(text) ?? [];
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  try {
    const url: unknown = JSON.parse(`"${address.slice(1, -1)}"`);
    const options = from < 0 ? {} : JSON.parse(text.slice(from, to + 1));
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      addHeader(headers, `${name}: ${String(value)}`);
    }
    return request(text, typeof url === 'string' && url !== '' ? url : null, headers, '');
  } catch {
    return null;
  }
}

function request(text: string, url: string | null, all: Record<string, string>, cookie: string): Handed {
  const { cookie: header = '', ...headers } = all;
  return { text, cookies: cookiesIn([header, cookie].filter(Boolean).join('; ')), headers, url };
}

function addHeader(headers: Record<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/s.exec(line) ?? [];
  if (name !== '' && name !== '__proto__') headers[name.toLowerCase()] = value.trim();
}

function cookiesIn(line: string): Record<string, string> {
  const pairs = line.split(';').flatMap((piece) => {
    const [, name = '', value = ''] = /^\s*([^\s=;,"]+)=(.*?)\s*$/.exec(piece) ?? [];
    return name === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** The words of a command as a shell would split it: quotes of bash (also $'…') and of cmd (^"), lines joined. */
function shellWords(text: string): string[] {
  const isCmd = /\^"/.test(text);
  const line = isCmd ? text.replace(/\^\r?\n/g, ' ').replace(/\^(.)/g, '$1') : text.replace(/\\\r?\n/g, ' ');
  const words: string[] = [];
  const pattern = /\s+|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gs;
  let word: string | null = null;
  for (const found of line.matchAll(pattern)) {
    const [whole, ansi, single, double, escaped, plain] = found;
    if (/^\s+$/.test(whole)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const piece =
      ansi !== undefined
        ? ansi
            .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
            .replace(/\\(.)/gs, '$1')
        : double !== undefined
          ? double.replace(/\\(["\\$`])/g, '$1')
          : (single ?? escaped ?? plain ?? '');
    word = (word ?? '') + piece;
  }
  if (word !== null) words.push(word);
  return words;
}
