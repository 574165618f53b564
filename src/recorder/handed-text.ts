import type { ListCall } from './find/list-call.ts';
import { isOwnHeader } from './find/request-leaves.ts';

/** The list's request as the owner would copy it out of his browser, "as cURL": its session is tried with it. */
export function handedText({ shown }: ListCall): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const headers = shown.headers
    .filter(({ name }) => isOwnHeader(name))
    .map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`);
  const cookies = shown.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return [
    'curl',
    quoted(shown.url.href),
    ...headers,
    ...(cookies === '' ? [] : ['-b', quoted(cookies)]),
  ].join(' ');
}
