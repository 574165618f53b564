import type { CookieJar, SerializedCookieJar } from 'tough-cookie';

/** The cookies of one account's session. */
export interface SessionCookies {
  /** For the Cookie header; '' when there are none. */
  headerFor(url: URL): Promise<string>;
  take(setCookie: string, url: URL): Promise<void>;
  /** To keep; null when there are none. */
  kept(): Promise<unknown>;
  /** True where any was set or changed since. */
  hasChanged(): boolean;
}

/** `kept`: as it was given back last time; null, or anything that is none: no cookies yet. */
export function createCookies(kept: unknown): SessionCookies {
  let jar: CookieJar | null = null;
  let changed = false;

  async function open(): Promise<CookieJar> {
    if (jar === null) {
      // The library holds every public suffix there is: loaded when the first platform sets a cookie.
      const { CookieJar } = await import('tough-cookie');
      jar =
        kept === null
          ? new CookieJar()
          : await CookieJar.deserialize(kept as SerializedCookieJar).catch(() => new CookieJar());
    }
    return jar;
  }

  return {
    headerFor: async (url) => (kept === null && jar === null ? '' : (await open()).getCookieString(url.href)),
    async take(setCookie, url) {
      changed = true;
      await (await open()).setCookie(setCookie, url.href, { ignoreError: true });
    },
    async kept() {
      // The jar notes when each was last sent, which is nothing to keep anew.
      if (!changed) return kept;
      const all = await (await open()).serialize();
      return all && all.cookies.length > 0 ? all : null;
    },
    hasChanged: () => changed,
  };
}
