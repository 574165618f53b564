import type { Call, Recording } from '../recording.ts';

/** What Chrome and Edge write as the creator of a file. */
const CHROME = /webinspector|chrom|edge/i;
const USUAL_HEADERS =
  /^(?:accept|user-agent|sec-|referer|origin|content-|x-requested-with|cache-|pragma|dnt)/;
const TOKEN = /^(?:bearer\s+)?[\w.+/=-]{16,}$/i;

/**
 * True where Chrome left the cookies out, as it does since 2024 unless it is told otherwise: several calls to the site
 * after something was sent to it, none with a cookie, an Authorization or another header that could be a token.
 * Source: devtools-frontend acd96a60, "Export HAR (sanitized)".
 */
export function isSanitized({ calls, creator }: Pick<Recording, 'calls'> & { creator: string }): boolean {
  if (!CHROME.test(creator) || /webkit/i.test(creator)) return false;
  const sent = calls.findIndex(({ method }) => method === 'POST');
  const after = sent < 0 ? calls : calls.slice(sent + 1);
  return after.length >= 2 && !calls.some(carriesSomething);
}

function carriesSomething({ cookies, setCookies, headers, query, body }: Call): boolean {
  if (cookies.length > 0 || setCookies.length > 0) return true;
  if (headers.some(({ name, value }) => !USUAL_HEADERS.test(name) && TOKEN.test(value))) return true;
  const fields = [...query, ...(body?.kind === 'form' ? body.fields : [])];
  return fields.some(({ name, value }) => /token|session|sid/i.test(name) && TOKEN.test(value));
}
