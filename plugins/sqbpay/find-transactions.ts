import { z } from 'zod';
import type { FetchWindow, PluginContext } from '#plugin-api';
import { broken, callApi, notUnderstood } from './merchant-api.ts';

/** Up to 500 are in use by others (A). */
const PAGE_SIZE = 200;
/** 10 000 payments in one window: more means that paging doesn't work as we think. */
const MAX_PAGES = 50;

/** Which of the list: `type` and `status` as its page sends them; '' is any (C, from `store_sn`). */
export interface WhichTransactions {
  type: string;
  status: string;
}

export const PAYMENTS: WhichTransactions = { type: '30', status: '2000' };
export const ALL_KINDS: WhichTransactions = { type: '', status: '2000' };

const Page = z.object({ records: z.array(z.unknown()) });

/**
 * Every record of the window, page by page until a short one. Null when the platform did not accept the token.
 * Throws PlatformError, also when the pages never end: a list that is cut off must not look complete.
 */
export async function findTransactions(
  context: PluginContext,
  token: string,
  window: FetchWindow,
  which: WhichTransactions,
): Promise<unknown[] | null> {
  const records: unknown[] = [];
  let last = '';
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await callApi(context, '/api/transaction/findTransactions', {
      query: { client_version: '7.0.0', token },
      body: {
        date_start: window.from,
        date_end: window.to,
        page,
        page_size: PAGE_SIZE,
        upayQueryType: 0,
        status: which.status,
        store_sn: '',
        type: which.type,
      },
    });
    if (!answer.accepted) return null;
    const found = Page.safeParse(answer.data);
    if (!found.success) throw notUnderstood('流水列表', 'list of transactions');
    records.push(...found.data.records);
    if (found.data.records.length < PAGE_SIZE) return records;
    const content = JSON.stringify(found.data.records);
    if (content === last) throw broken('收钱吧的流水翻页没有前进', 'The pages of 收钱吧’s list repeat');
    last = content;
  }
  throw broken(
    `收钱吧的流水超过 ${MAX_PAGES * PAGE_SIZE} 条，没有读完`,
    `收钱吧 lists more than ${MAX_PAGES * PAGE_SIZE} transactions: not all were read`,
  );
}
