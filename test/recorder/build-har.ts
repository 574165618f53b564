/** One entry of a HAR file, as short as a test wants to write it. */
export interface Entry {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  cookies?: Record<string, string>;
  /** An object: JSON; a URLSearchParams: a form; a text as it is. */
  body?: unknown;
  status?: number;
  /** An object: JSON; a text beginning with `<`: a page. */
  answer?: unknown;
  type?: string;
  answerHeaders?: Record<string, string>;
  setCookies?: Record<string, string>;
  at?: number;
  kind?: string;
}

export const NOON = Date.parse('2026-03-01T04:00:00Z');

const pairs = (values: Record<string, string> = {}) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** A HAR file as a browser writes it. */
export function buildHar(entries: readonly Entry[], creator = 'Firefox'): string {
  return JSON.stringify({
    log: { version: '1.2', creator: { name: creator, version: '1' }, entries: entries.map(entryOf) },
  });
}

function entryOf(entry: Entry, place: number) {
  const { body, answer, cookies = {}, setCookies = {} } = entry;
  const isForm = body instanceof URLSearchParams;
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const text = typeof answer === 'string' ? answer : answer === undefined ? '' : JSON.stringify(answer);
  const type = entry.type ?? (text.startsWith('<') ? 'text/html' : 'application/json');
  return {
    startedDateTime: new Date(entry.at ?? NOON + place * 1_000).toISOString(),
    ...(entry.kind && { _resourceType: entry.kind }),
    request: {
      method: entry.method ?? (body === undefined ? 'GET' : 'POST'),
      url: entry.url,
      headers: [...pairs(entry.headers), ...(cookie ? [{ name: 'Cookie', value: cookie }] : [])],
      cookies: pairs(cookies),
      ...(body !== undefined && {
        postData: {
          mimeType: isForm
            ? 'application/x-www-form-urlencoded'
            : typeof body === 'string'
              ? 'text/plain'
              : 'application/json',
          text: isForm ? String(body) : typeof body === 'string' ? body : JSON.stringify(body),
        },
      }),
    },
    response: {
      status: entry.status ?? 200,
      headers: [
        ...pairs(entry.answerHeaders),
        ...Object.entries(setCookies).map(([name, value]) => ({
          name: 'Set-Cookie',
          value: `${name}=${value}; Path=/`,
        })),
      ],
      cookies: pairs(setCookies),
      content: { mimeType: type, ...(answer !== undefined && { text }) },
    },
  };
}
