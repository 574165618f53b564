/** Names and values as the shop meant them: decoded once. No prototype, so that any name is just a name. */
export type EpayParams = Record<string, string>;

/**
 * Reads a query string or form body as PHP does, because the shops' signatures are made for that: `+` is a space,
 * the last of a repeated name wins, and names with `[` (arrays) are left out, as the signature leaves them out.
 * Source: reference/epay-v1.md, section 1.
 */
export function readParams(text: string): EpayParams {
  const params: EpayParams = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name.includes('[')) continue;
    params[name] = value;
  }
  return params;
}

/** The query string of a request's address, without the question mark. */
export function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}
