/** Names and values as the shop meant them: decoded once. No prototype, so that any name is just a name. */
export type ShopParams = Record<string, string>;

/**
 * Reads a query string or form body as PHP does, because the shops' signatures are made for that: `+` is a space,
 * the last of a repeated name wins, and names with `[` (arrays) are left out, as the signature leaves them out.
 * Source: docs/reference/epay-v1.md, section 1.
 */
export function readParams(text: string): ShopParams {
  const params: ShopParams = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name.includes('[')) continue;
    params[name] = value;
  }
  return params;
}

/** The parameters in a request's address. */
export function queryParams(url: string): ShopParams {
  const mark = url.indexOf('?');
  return readParams(mark < 0 ? '' : url.slice(mark + 1));
}

/** The parameters of a form: its text, or the fields of a multipart one; none of anything else. */
export function bodyParams(body: unknown): ShopParams {
  if (typeof body === 'string') return readParams(body);
  const params: ShopParams = Object.create(null);
  for (const [name, value] of Object.entries(body ?? {})) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string' && !name.includes('[')) params[name] = last;
  }
  return params;
}
