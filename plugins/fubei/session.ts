import type { PluginContext } from '#plugin-api';

/** Both back ends' own, each null where it isn't logged in to; the cookies are kept beside it. One object for a whole call. */
export interface Session {
  /** `page`: it gave a page in place of a list, which may be its login's; `after`: so it did, and was logged in to since. */
  plates: { doubt?: 'page' | 'after' } | null;
  bills: BillSession | null;
}

/** Good only together with the cookie that came with it. */
export interface BillSession {
  token: string;
  /** Whose payments the list is asked for; as it came. */
  uid: string | number | null;
  /** Where bills are made; null where none are. */
  storeId: string | null;
}

export function sessionOf({ session }: PluginContext): Session {
  const kept = (session ?? {}) as Partial<Session>;
  return { plates: kept.plates ?? null, bills: kept.bills ?? null };
}
