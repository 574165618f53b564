import { createCookies, type SessionCookies } from './cookies.ts';
import type { Scrubber } from './scrub-secrets.ts';

/** A cookie may be a token: its value is in no message from the moment it is known. */
export function hidingCookies(
  kept: unknown,
  { alsoHide }: Scrubber,
): SessionCookies & { replace(kept: unknown): void } {
  let jar = createCookies(kept);
  const hideAll = (some: unknown) => {
    for (const value of cookieValues(some)) alsoHide(value);
  };
  hideAll(kept);
  return {
    headerFor: (url) => jar.headerFor(url),
    take(setCookie, url) {
      const [pair = ''] = setCookie.split(';');
      alsoHide(pair.slice(pair.indexOf('=') + 1).trim());
      return jar.take(setCookie, url);
    },
    kept: () => jar.kept(),
    hasChanged: () => jar.hasChanged(),
    replace(others) {
      hideAll(others);
      jar = createCookies(others);
    },
  };
}

function cookieValues(kept: unknown): unknown[] {
  const { cookies } = (kept ?? {}) as { cookies?: unknown };
  return Array.isArray(cookies) ? cookies.map((cookie) => (cookie as { value?: unknown } | null)?.value) : [];
}
