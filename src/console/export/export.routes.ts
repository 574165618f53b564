import { type Response, Router } from 'express';
import { recordAudit } from '../../flow/audit/index.ts';
import { notifications } from '../../flow/notifications/index.ts';
import type { Order } from '../../flow/orders/index.ts';
import { formatFen } from '../../shared/money.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, timeFormatter } from '../../web/index.ts';
import { hasAccount, listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import type { Calendar } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainMismatch } from '../explain-match.ts';
import { OrderFilterForm } from '../orders/order-filter.ts';
import { everyOrder, orderSearchOf } from '../orders/order-list.ts';
import { toOrderRow } from '../orders/order-row.ts';
import { ReceiptFilterForm } from '../receipts/receipt-filter.ts';
import { everyReceipt } from '../receipts/search-receipts.ts';
import { type CsvRow, sendCsv } from './send-csv.ts';

/** GET /console/orders/export.csv and /console/receipts/export.csv: what the lists show by the same filters, whole. */
export function exportRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();
  const formatTime = timeFormatter(deps.config.displayZone);
  const time = (ms: number | null) => (ms === null ? '' : formatTime(ms));

  router.get('/orders/export.csv', may('orders.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const { shown } = actorOf(res);
    const form = OrderFilterForm.parse(req.query);
    const names = await listAccountNames(deps, shown, lang);
    const search = orderSearchOf(form, shown, names, calendar);
    await note(res, 'orders.export', form);
    const columns = [
      ...(['tradeNo', 'outTradeNo', 'pid', 'name', 'money', 'payable', 'payType', 'state', 'odd'] as const),
      ...(['createdAt', 'paidAt', 'account', 'told', 'clientIp'] as const),
    ].map((key) => ({ key, header: t(`console.export.${key}`) }));
    await sendCsv(res, nameOf('orders'), columns, rows());

    async function* rows(): AsyncGenerator<CsvRow[]> {
      const now = deps.clock.now();
      for await (const orders of everyOrder(deps, search)) {
        const told = await toldOf(orders);
        yield orders.map((order) => {
          const row = toOrderRow(order, names, new Map(), told.get(order.tradeNo), now);
          return {
            tradeNo: order.tradeNo,
            outTradeNo: order.outTradeNo,
            pid: String(order.pid),
            name: order.name,
            money: formatFen(order.moneyFen),
            payable: row.payableFen === null ? '' : formatFen(row.payableFen),
            payType: row.payType === null ? '' : t(`console.payType.${row.payType}`),
            state: t(`console.state.${row.state}`),
            odd: row.odd.map((odd) => t(`console.odd.${odd}`)).join(t('console.listComma')),
            createdAt: time(order.createdAt),
            paidAt: time(order.paidAt),
            account: row.account ?? '',
            told: row.told === null ? '' : t(`console.told.${row.told}`),
            clientIp: order.clientIp ?? '',
          };
        });
      }
    }
  });

  router.get('/receipts/export.csv', may('receipts.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const { shown } = actorOf(res);
    const form = ReceiptFilterForm.parse(req.query);
    const names = await listAccountNames(deps, shown, lang);
    const scope = hasAccount(names, form.account) ? shown : [];
    await note(res, 'receipts.export', form);
    const columns = [
      ...(['externalId', 'account', 'amount', 'payType', 'terminal', 'paidAt', 'seenAt'] as const),
      ...(['state', 'why', 'tradeNo'] as const),
    ].map((key) => ({ key, header: t(`console.export.${key}`) }));
    await sendCsv(res, nameOf('receipts'), columns, rows());

    async function* rows(): AsyncGenerator<CsvRow[]> {
      for await (const page of everyReceipt(deps, calendar, scope, form, [...names.keys()])) {
        yield page.map((receipt) => ({
          externalId: receipt.externalId,
          account: names.get(receipt.accountId)?.text ?? `#${receipt.accountId}`,
          amount: formatFen(receipt.amountFen),
          payType: receipt.payType === null ? '' : t(`console.payType.${receipt.payType}`),
          terminal: receipt.terminal ?? '',
          paidAt: time(receipt.paidAt),
          seenAt: time(receipt.seenAt),
          state: t(`console.receiptState.${receipt.state}`),
          why: receipt.reason === null ? '' : explainMismatch(receipt.reason, t),
          tradeNo: receipt.tradeNo ?? '',
        }));
      }
    }
  });

  async function toldOf(orders: Order[]) {
    const paid = orders.filter(({ state }) => state === 'paid').map(({ tradeNo }) => tradeNo);
    const found = await notifications.findNotifications(deps.db, paid);
    return new Map(found.map((notification) => [notification.tradeNo, notification]));
  }

  /** A list that leaves the house is written down: who took it, and which. */
  async function note(res: Response, action: string, form: Readonly<Record<string, string>>): Promise<void> {
    const actor = actorOf(res);
    const [only = null, ...others] = actor.shown === 'all' ? [] : actor.shown;
    await recordAudit(deps.db, {
      ...{ at: deps.clock.now(), pid: others.length === 0 ? only : null, actor: actor.name, action },
      ...{ subject: action.split('.')[0] ?? '', ip: actor.ip },
      detail: Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')),
    });
  }

  function nameOf(what: string): string {
    return `${what}-${calendar.dayOf(deps.clock.now())}.csv`;
  }

  return router;
}
