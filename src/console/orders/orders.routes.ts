import { Router } from 'express';
import { givenUp, notifications } from '../../flow/notifications/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Fen } from '../../shared/money.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { type AccountName, listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import { type Calendar, isReversed } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { capped } from '../counts.ts';
import { formValues, isFilled } from '../form-values.ts';
import { type Pager, pagerOf, readPlace, withQuery } from '../paging.ts';
import { namesInList } from '../people/scope.routes.ts';
import { hostOf, NO_HOST, OrderFilterForm } from './order-filter.ts';
import { findOrders, orderSearchOf } from './order-list.ts';
import { type OrderRow, toOrderRow } from './order-row.ts';

export interface OrdersPage {
  form: OrderFilterForm;
  isFiltered: boolean;
  /** By more than the search box. */
  isNarrowed: boolean;
  /** The last day lies before the first. */
  isReversed: boolean;
  accounts: AccountName[];
  rows: OrderRow[];
  pager: Pager;
  /** The same list as a file. */
  fileHref: string;
  amountFen: Fen | null;
  looseReceiptId: number | null;
  /** Not null: there may be more beyond this moment; ms. */
  stoppedAt: number | null;
  today: string;
  /** Null: the list is not of orders whose shop was never told. */
  givenUp: GivenUpState | null;
  /** How many were just put back into the queue; null: none. */
  resent: number | null;
}

export interface GivenUpState {
  /** In this list; '' for none, "1000+" for that many or more. */
  count: string;
  /** By shop; empty where the list is of one shop. */
  shops: { host: string; count: string }[];
  /** On their way, or waiting for the next attempt. */
  queued: string;
  /** How many a press sends at once, where there are more; null: all of them. */
  batch: number | null;
}

const COUNT_UP_TO = 1_000;
const RESENT_AT_ONCE = 1_000;

/** GET /console/orders: the list, by filters and search; POST /console/notifications/resend. */
export function ordersRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();

  router.get('/orders', may('orders.see'), async (req, res) => {
    const { lang } = preferencesOf(res);
    const form = OrderFilterForm.parse(req.query);
    const resent = String(req.query.resent ?? '');
    const [older, newer] = [readPlace(req.query.older), readPlace(req.query.newer)];
    const place = older ?? newer;
    const start = place && {
      way: older ? ('older' as const) : ('newer' as const),
      place: { createdAt: place.at, id: place.id },
    };
    if (form.told === '') form.host = '';
    const { shown } = actorOf(res);
    const names = await listAccountNames(deps, shown, lang);
    const search = orderSearchOf(form, shown, names, calendar);
    const found = await findOrders(deps, search, start);
    const told = await notifications.findNotifications(
      deps.db,
      found.orders.filter(({ state }) => state === 'paid').map(({ tradeNo }) => tradeNo),
    );
    const byTradeNo = new Map(told.map((notification) => [notification.tradeNo, notification]));
    const now = deps.clock.now();
    const isNarrowed = isFilled({ ...form, q: '' });
    const page: OrdersPage = {
      form,
      isFiltered: isNarrowed || form.q !== '',
      isNarrowed,
      isReversed: isReversed(form),
      accounts: [...names.values()],
      rows: found.orders.map((order) =>
        toOrderRow(order, names, namesInList(res), byTradeNo.get(order.tradeNo), now),
      ),
      pager: pagerOf('/console/orders', form, {
        begun: start !== null,
        newer: found.newer && { at: found.newer.createdAt, id: found.newer.id },
        older: found.older && { at: found.older.createdAt, id: found.older.id },
      }),
      fileHref: withQuery('/console/orders/export.csv', form),
      amountFen: found.amountFen,
      looseReceiptId: found.looseReceiptId,
      stoppedAt: found.stoppedAt,
      today: calendar.dayOf(now),
      givenUp: form.told === '' ? null : await givenUpState(shown, hostOf(form.host)),
      resent: /^\d{1,6}$/.test(resent) ? Number(resent) : null,
    };
    renderPage<OrdersPage>(res, 'console/orders', { page });
  });

  /** Puts what was given up back into the queue, as many as a press may: the delivery goes on by itself. */
  router.post('/notifications/resend', may('notifications.resend'), async (req, res) => {
    const { host: given = '' } = formValues(req.body);
    const host = hostOf(given);
    const actor = actorOf(res);
    const wanted = { ...(host !== undefined && { host }), limit: RESENT_AT_ONCE };
    const count = await givenUp.resendGivenUp(deps, actor.shown, wanted, actor);
    const back = withQuery('/console/orders', { told: 'given_up', host: given, resent: String(count) });
    res.redirect(303, back);
  });

  async function givenUpState(scope: Scope, host: string | undefined): Promise<GivenUpState> {
    const shops = await givenUp.countGivenUpByHost(deps.db, scope, COUNT_UP_TO);
    const shown = host === undefined ? shops : shops.filter((shop) => shop.host === host);
    const count = shown.reduce((sum, one) => sum + one.count, 0);
    const queued = await givenUp.countQueued(deps.db, scope, COUNT_UP_TO);
    return {
      count: count === 0 ? '' : capped(count, COUNT_UP_TO),
      shops:
        host === undefined
          ? shops.map((one) => ({ host: one.host || NO_HOST, count: capped(one.count, COUNT_UP_TO) }))
          : [],
      queued: queued === 0 ? '' : capped(queued, COUNT_UP_TO),
      batch: count >= RESENT_AT_ONCE ? RESENT_AT_ONCE : null,
    };
  }

  return router;
}
