import { Router } from 'express';
import { z } from 'zod';
import { receiptStates, receipts } from '../../flow/receipts/index.ts';
import type { Scope } from '../../shared/actor.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { type AccountName, hasAccount, listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import { type Calendar, isDay, isReversed } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainMismatch } from '../explain-match.ts';
import { isFilled } from '../form-values.ts';
import { PAGE_ROWS, type Pager, pagerOf, readPlace } from '../paging.ts';
import { namesInList } from '../people/scope.routes.ts';
import { typedAmount } from '../typed-amount.ts';
import {
  type ListedReceipt,
  listReceiptPage,
  type ReceiptListFilter,
  type ReceiptPage,
  readRaws,
} from './list-receipts.ts';
import { type Reported, reportedAs } from './reported-as.ts';

/** What the filter form holds; '' is "any". Anything that the form could not have sent counts as ''. */
const ReceiptFilterForm = z.object({
  q: z.string().trim().max(200).catch(''),
  state: z.enum(['', ...receiptStates]).catch(''),
  account: z
    .string()
    .regex(/^\d{1,9}$/)
    .catch(''),
  from: z.string().refine(isDay).catch(''),
  to: z.string().refine(isDay).catch(''),
});
type ReceiptFilterForm = z.infer<typeof ReceiptFilterForm>;

export interface ReceiptsPage {
  form: ReceiptFilterForm;
  isFiltered: boolean;
  /** By more than the search box. */
  isNarrowed: boolean;
  /** The last day lies before the first. */
  isReversed: boolean;
  accounts: AccountName[];
  rows: (ListedReceipt & { account: string; why: string | null; reported: Reported | null })[];
  pager: Pager;
  stoppedAt: number | null;
}

/** GET /console/receipts: the list of incoming payments. */
export function receiptsRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();

  router.get('/receipts', may('receipts.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const { shown } = actorOf(res);
    const form = ReceiptFilterForm.parse(req.query);
    const [older, newer] = [readPlace(req.query.older), readPlace(req.query.newer)];
    const place = older ?? newer;
    const start = place && { way: older ? ('older' as const) : ('newer' as const), place };
    const names = await listAccountNames(deps, shown, lang);
    const found = await search(hasAccount(names, form.account) ? shown : [], form, [...names.keys()], start);
    const isForwarded = (one: ListedReceipt) => deps.plugins.find(one.platform)?.listening === 'forwarded';
    const raws = await readRaws(
      deps.db,
      found.receipts.filter(isForwarded).map(({ id }) => id),
    );
    const isNarrowed = isFilled({ ...form, q: '' });
    const merchants = namesInList(res);
    const inList = (id: number) => {
      const name = names.get(id);
      return [name && merchants.get(name.pid), name?.text ?? `#${id}`].filter(Boolean).join(' · ');
    };
    const page: ReceiptsPage = {
      form,
      isFiltered: isNarrowed || form.q !== '',
      isNarrowed,
      isReversed: isReversed(form),
      accounts: [...names.values()],
      rows: found.receipts.map((receipt) => ({
        ...receipt,
        account: inList(receipt.accountId),
        why: receipt.reason === null ? null : explainMismatch(receipt.reason, t),
        reported: reportedAs(raws.get(receipt.id) ?? '', t),
      })),
      pager: pagerOf('/console/receipts', form, {
        begun: start !== null,
        newer: found.newer,
        older: found.older,
      }),
      stoppedAt: found.stoppedAt,
    };
    renderPage<ReceiptsPage>(res, 'console/receipts', { page });
  });

  /** The box takes the platform's number of a payment, or an amount. */
  async function search(
    scope: Scope,
    form: ReceiptFilterForm,
    accountIds: number[],
    start: Parameters<typeof listReceiptPage>[4],
  ): Promise<ReceiptPage> {
    const filter: ReceiptListFilter = {
      state: form.state || undefined,
      accountId: form.account === '' ? undefined : Number(form.account),
      from: form.from === '' ? undefined : calendar.startOf(form.from),
      to: form.to === '' ? undefined : calendar.startOf(calendar.plus(form.to, 1)),
    };
    if (form.q === '') return listReceiptPage(deps.db, scope, filter, PAGE_ROWS, start);
    const named: ListedReceipt[] = await receipts.findByExternalIds(
      deps.db,
      accountIds.map((accountId) => ({ accountId, externalId: form.q })),
    );
    const amountFen = typedAmount(form.q);
    if (named.length === 0 && amountFen !== null) {
      return listReceiptPage(deps.db, scope, { ...filter, amountFen }, PAGE_ROWS, start);
    }
    return {
      receipts: named.filter((one) => describes(filter, one)),
      older: null,
      newer: null,
      stoppedAt: null,
    };
  }

  return router;
}

function describes({ state, accountId, from, to }: ReceiptListFilter, receipt: ListedReceipt): boolean {
  if (state !== undefined && receipt.state !== state) return false;
  if (accountId !== undefined && receipt.accountId !== accountId) return false;
  if (from !== undefined && receipt.seenAt < from) return false;
  return to === undefined || receipt.seenAt < to;
}
