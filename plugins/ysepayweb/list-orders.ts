import { allPages, type FetchWindow, type PluginContext, SessionGone, tools } from '#plugin-api';
import { ask, notUnderstood } from './back-end.ts';

/** The size that is in use (B). */
const PAGES = { size: 10, most: 100 };
/** Inferred: what the plug-ins of its kind write. */
const TIME = 'YYYY-MM-DD HH:mm:ss';
/** Times are whole seconds, and whether the end belongs to it is unknown. */
const BEYOND_MS = 1_000;

/**
 * Every paid order of the window. Any code but 0 is taken as "not logged in" (SessionGone): its codes are unknown.
 * Throws PlatformError.
 */
export function listOrders(
  context: PluginContext,
  token: string | null,
  { from, to }: FetchWindow,
): Promise<unknown[]> {
  return allPages(PAGES, async (page) => {
    const { accepted, data } = await ask(context, '/order/info', {
      token,
      query: {
        ...{ storeNo: '', bizType: '3', payType: '', orderStatus: '3', trmNo: '', operatorUser: '' },
        ...{ codeBoardCode: '', pageSize: String(PAGES.size), pageNo: String(page), orderNo: '' },
        queryStartTime: tools.formatTime(from, TIME),
        queryEndTime: tools.formatTime(to + BEYOND_MS, TIME),
        time: String(context.now),
      },
    });
    if (!accepted) throw new SessionGone();
    if (!Array.isArray(data.list)) throw notUnderstood('流水列表', 'list of orders');
    return data.list;
  });
}
