import { allPages, type FetchWindow, jsonOf, type PluginContext, SessionGone, tools } from '#plugin-api';

/** The merchant app's own API (docs/reference/aggregators.md, section 5). */
export const HOST = 'm1.lakala.com';
export const DEFAULT_BASE_URL = `https://${HOST}`;
const PATH = '/m/a/mertransquery/statement/queryTransDetail';
const TIME = 'YYYYMMDDHHmmss';
/** The size that is in use. That a short page is the last one is inferred. */
const PAGES = { size: 30, most: 100 };
/** Times are whole seconds, and whether the end belongs to it is unknown. */
const BEYOND_MS = 1_000;

/**
 * Every row of the window. How the platform says that a token is over is unknown: an answer without rows in it is taken as that
 * (SessionGone), never as an empty list. Throws PlatformError.
 */
export function queryStatement(
  context: PluginContext,
  token: string,
  { from, to }: FetchWindow,
): Promise<unknown[]> {
  const { base_url: base = DEFAULT_BASE_URL, mer_no: merNo } = context.settings;
  return allPages(PAGES, async (page) => {
    const asked = {
      startTime: tools.formatTime(from, TIME),
      endTime: tools.formatTime(to + BEYOND_MS, TIME),
      ...{ page, size: PAGES.size, merNo },
    };
    const headers = { 'content-type': 'application/json;charset=utf-8', authorization: token };
    const { data } = jsonOf(await context.http.postJson(`${base}${PATH}`, asked, { headers }));
    if (!Array.isArray(data)) throw new SessionGone();
    return data;
  });
}
