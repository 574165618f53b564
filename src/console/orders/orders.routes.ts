import { Router } from 'express';
import { notifications } from '../../flow/notifications/index.ts';
import type { Fen } from '../../shared/money.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { type AccountName, listAccountNames } from '../account-names.ts';
import { type Calendar, isReversed } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type Pager, pagerOf, readPlace } from '../paging.ts';
import { OrderFilterForm, orderFilterOf } from './order-filter.ts';
import { findOrders } from './order-list.ts';
import { type OrderRow, toOrderRow } from './order-row.ts';

export interface OrdersPage {
  form: OrderFilterForm;
  isFiltered: boolean;
  /** The last day lies before the first. */
  isReversed: boolean;
  accounts: AccountName[];
  rows: OrderRow[];
  pager: Pager;
  amountFen: Fen | null;
  looseReceiptId: number | null;
  /** Not null: there may be more beyond this moment; ms. */
  stoppedAt: number | null;
  today: string;
}

/** GET /console/orders: the list, by filters and search. */
export function ordersRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();

  router.get('/orders', async (req, res) => {
    const { lang } = preferencesOf(res);
    const form = OrderFilterForm.parse(req.query);
    const [older, newer] = [readPlace(req.query.older), readPlace(req.query.newer)];
    const place = older ?? newer;
    const start = place && {
      way: older ? ('older' as const) : ('newer' as const),
      place: { createdAt: place.at, id: place.id },
    };
    const found = await findOrders(deps, orderFilterOf(form, calendar), form.q, start);
    const told = await notifications.findNotifications(
      deps.db,
      found.orders.filter(({ state }) => state === 'paid').map(({ tradeNo }) => tradeNo),
    );
    const byTradeNo = new Map(told.map((notification) => [notification.tradeNo, notification]));
    const names = await listAccountNames(deps, lang);
    const now = deps.clock.now();
    const page: OrdersPage = {
      form,
      isFiltered: Object.values(form).some((value) => value !== ''),
      isReversed: isReversed(form),
      accounts: [...names.values()],
      rows: found.orders.map((order) => toOrderRow(order, names, byTradeNo.get(order.tradeNo), now)),
      pager: pagerOf('/console/orders', form, {
        begun: start !== null,
        newer: found.newer && { at: found.newer.createdAt, id: found.newer.id },
        older: found.older && { at: found.older.createdAt, id: found.older.id },
      }),
      amountFen: found.amountFen,
      looseReceiptId: found.looseReceiptId,
      stoppedAt: found.stoppedAt,
      today: calendar.dayOf(now),
    };
    renderPage<OrdersPage>(res, 'console/orders', { page });
  });

  return router;
}
