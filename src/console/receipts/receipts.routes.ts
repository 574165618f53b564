import { Router } from 'express';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { type AccountName, hasAccount, listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import { type Calendar, isReversed } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainMismatch } from '../explain-match.ts';
import { isFilled } from '../form-values.ts';
import { type Pager, pagerOf, readPlace, withQuery } from '../paging.ts';
import { namesInList } from '../people/scope.routes.ts';
import { type ListedReceipt, readRaws } from './list-receipts.ts';
import { ReceiptFilterForm } from './receipt-filter.ts';
import { type Reported, reportedAs } from './reported-as.ts';
import { searchReceipts } from './search-receipts.ts';

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
  /** The same list as a file. */
  fileHref: string;
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
    const scope = hasAccount(names, form.account) ? shown : [];
    const found = await searchReceipts(deps, calendar, scope, form, [...names.keys()], { start });
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
      fileHref: withQuery('/console/receipts/export.csv', form),
    };
    renderPage<ReceiptsPage>(res, 'console/receipts', { page });
  });

  return router;
}
