import { receipts } from '../../flow/receipts/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Calendar } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { EXPORT_ROWS, PAGE_ROWS } from '../paging.ts';
import { typedAmount } from '../typed-amount.ts';
import {
  type ListedReceipt,
  listReceiptPage,
  type ReceiptListFilter,
  type ReceiptPage,
} from './list-receipts.ts';
import type { ReceiptFilterForm } from './receipt-filter.ts';

type Start = Parameters<typeof listReceiptPage>[4];

/** One page by the form. Its box takes the platform's number of a payment, or an amount. `accountIds`: of that scope. */
export async function searchReceipts(
  deps: Pick<ConsoleDeps, 'db'>,
  calendar: Calendar,
  scope: Scope,
  form: ReceiptFilterForm,
  accountIds: number[],
  { start, limit = PAGE_ROWS }: { start: Start; limit?: number },
): Promise<ReceiptPage> {
  const filter: ReceiptListFilter = {
    state: form.state || undefined,
    accountId: form.account === '' ? undefined : Number(form.account),
    from: form.from === '' ? undefined : calendar.startOf(form.from),
    to: form.to === '' ? undefined : calendar.startOf(calendar.plus(form.to, 1)),
  };
  if (form.q === '') return listReceiptPage(deps.db, scope, filter, limit, start);
  const named: ListedReceipt[] = await receipts.findByExternalIds(
    deps.db,
    accountIds.map((accountId) => ({ accountId, externalId: form.q })),
  );
  const amountFen = typedAmount(form.q);
  if (named.length === 0 && amountFen !== null) {
    return listReceiptPage(deps.db, scope, { ...filter, amountFen }, limit, start);
  }
  return {
    receipts: named.filter((one) => describes(filter, one)),
    ...{ older: null, newer: null, stoppedAt: null },
  };
}

/** All of them, page by page, the newest first. */
export async function* everyReceipt(
  deps: Pick<ConsoleDeps, 'db'>,
  calendar: Calendar,
  scope: Scope,
  form: ReceiptFilterForm,
  accountIds: number[],
): AsyncGenerator<ListedReceipt[]> {
  for (let start: Start = null; ; ) {
    const page = await searchReceipts(deps, calendar, scope, form, accountIds, { start, limit: EXPORT_ROWS });
    yield page.receipts;
    if (!page.older) return;
    start = { way: 'older', place: page.older };
  }
}

function describes({ state, accountId, from, to }: ReceiptListFilter, receipt: ListedReceipt): boolean {
  if (state !== undefined && receipt.state !== state) return false;
  if (accountId !== undefined && receipt.accountId !== accountId) return false;
  if (from !== undefined && receipt.seenAt < from) return false;
  return to === undefined || receipt.seenAt < to;
}
