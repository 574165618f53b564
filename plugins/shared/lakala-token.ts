import type { Handed } from '#plugin-api';

/** The token of what the owner pasted: a request's header, or the bare text; as it is, without "Bearer". '' where there is none. */
export function handedToken({ text, headers, url }: Handed): string {
  const pasted = headers.authorization ?? (url === null ? text.replace(/^authorization:\s*/i, '') : '');
  return /^[\x21-\x7e]{8,4000}$/.test(pasted) ? pasted : '';
}
