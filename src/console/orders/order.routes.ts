import { type Request, type Response, Router } from 'express';
import type { Order } from '../../flow/orders/index.ts';
import { closeByHand, completeByHand } from '../../flow/settlement/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { type OrderDetailPage, readOrderPage } from './order-page.ts';

/** One order: GET /console/orders/:tradeNo, and POST complete, resend, close below it. */
export function orderRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.get('/orders/:tradeNo', may('orders.see'), async (req, res) => {
    const order = await load.orderFor(actorOf(res), req.params.tradeNo);
    const done = String(req.query.done ?? '');
    const page = await readOrderPage(deps, actorOf(res), order, { ...preferencesOf(res), done });
    renderPage<OrderDetailPage>(res, 'console/order', { page });
  });

  router.post('/orders/:tradeNo/complete', may('order.complete'), (req, res) =>
    act(req, res, async ({ tradeNo }) => {
      await completeByHand(deps.settlement, tradeNo, actorOf(res));
      return 'completed';
    }),
  );

  router.post('/orders/:tradeNo/resend', may('order.resend'), (req, res) =>
    act(req, res, async ({ tradeNo }) => {
      const call = await deps.notifier.resend(tradeNo, actorOf(res));
      return call.outcome === 'acknowledged' ? 'resent' : 'resendFailed';
    }),
  );

  router.post('/orders/:tradeNo/close', may('order.close'), (req, res) =>
    act(req, res, async ({ tradeNo, pid }) => {
      const { rules } = await deps.merchants.get(deps.db, pid);
      await closeByHand(deps, tradeNo, rules.graceMs, actorOf(res));
      deps.orderEvents.changed(tradeNo);
      return 'closed';
    }),
  );

  /** Does it and goes back to the order; a refusal is told on the order's page. */
  async function act(req: Request, res: Response, action: (order: Order) => Promise<string>): Promise<void> {
    const order = await load.orderFor(actorOf(res), req.params.tradeNo);
    const { tradeNo } = order;
    try {
      const done = await action(order);
      res.redirect(303, `/console/orders/${encodeURIComponent(tradeNo)}?done=${done}`);
    } catch (error) {
      const trouble = troubleOf(error, preferencesOf(res).t);
      if (trouble.status === 404) throw error;
      const now = await load.orderFor(actorOf(res), tradeNo);
      const page = await readOrderPage(deps, actorOf(res), now, { ...preferencesOf(res), trouble });
      renderPage<OrderDetailPage>(res, 'console/order', { page, status: trouble.status });
    }
  }

  return router;
}
