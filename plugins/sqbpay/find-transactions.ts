import { z } from 'zod';
import { allPages, type FetchWindow, type PluginContext, SessionGone } from '#plugin-api';
import { callApi, notUnderstood } from './merchant-api.ts';

/** Up to 500 are in use by others (A). 50 pages, 10 000 payments at once: where there are more, the host asks for a shorter window. */
const PAGES = { size: 200, most: 50 };

/** Which of the list: `type` and `status` as its page sends them; '' is any (C, from `store_sn`). */
export interface WhichTransactions {
  type: string;
  status: string;
  /** Of all shops of the merchant where it isn't there. */
  store?: string | undefined;
}

export const PAYMENTS: WhichTransactions = { type: '30', status: '2000' };
export const ALL_KINDS: WhichTransactions = { type: '', status: '2000' };

const Page = z.object({ records: z.array(z.unknown()) });

/**
 * Every record of the window. A refused query is taken as "not logged in" (SessionGone): its codes are unknown.
 * Throws PlatformError.
 */
export function findTransactions(
  context: PluginContext,
  token: string,
  window: FetchWindow,
  which: WhichTransactions,
): Promise<unknown[]> {
  return allPages(PAGES, async (page) => {
    const answer = await callApi(context, '/api/transaction/findTransactions', {
      query: { client_version: '7.0.0', token },
      body: {
        date_start: window.from,
        date_end: window.to,
        page,
        page_size: PAGES.size,
        upayQueryType: 0,
        status: which.status,
        store_sn: which.store ?? '',
        type: which.type,
      },
    });
    if (!answer.accepted) throw new SessionGone();
    const found = Page.safeParse(answer.data);
    if (!found.success) throw notUnderstood('流水列表', 'list of transactions');
    return found.data.records;
  });
}
