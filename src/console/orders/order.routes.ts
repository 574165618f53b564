import { type Request, type Response, Router } from 'express';
import { closeOrder, completeByHand } from '../../flow/settlement/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { noteOf, userOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { troubleOf } from '../form-values.ts';
import { type OrderDetailPage, orderNamed, readOrderPage } from './order-page.ts';

/** One order: GET /console/orders/:tradeNo, and POST complete, resend, close below it. */
export function orderRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/orders/:tradeNo', async (req, res) => {
    const done = String(req.query.done ?? '');
    const page = await readOrderPage(deps, req.params.tradeNo, { ...preferencesOf(res), done });
    renderPage<OrderDetailPage>(res, 'console/order', { page });
  });

  router.post('/orders/:tradeNo/complete', (req, res) =>
    act(req, res, async (tradeNo) => {
      const before = await orderNamed(deps.db, tradeNo);
      await completeByHand(deps.settlement, tradeNo, userOf(res).username);
      const amountFen = before.placement?.payableFen ?? before.moneyFen;
      await noteOf(deps.clock, req, res)(deps.db, 'order.complete', `order ${tradeNo}`, {
        state: [before.state, 'paid'],
        amountFen,
      });
      return 'completed';
    }),
  );

  router.post('/orders/:tradeNo/resend', (req, res) =>
    act(req, res, async (tradeNo) => {
      await orderNamed(deps.db, tradeNo);
      const call = await deps.notifier.resend(tradeNo);
      await noteOf(deps.clock, req, res)(deps.db, 'order.resend', `order ${tradeNo}`, {
        outcome: call.outcome,
      });
      return call.outcome === 'acknowledged' ? 'resent' : 'resendFailed';
    }),
  );

  router.post('/orders/:tradeNo/close', (req, res) =>
    act(req, res, async (tradeNo) => {
      const order = await orderNamed(deps.db, tradeNo);
      const { rules } = await deps.merchants.get(deps.db, order.pid);
      await closeOrder(deps, tradeNo, rules.graceMs);
      deps.orderEvents.changed(tradeNo);
      await noteOf(deps.clock, req, res)(deps.db, 'order.close', `order ${tradeNo}`, {
        state: ['pending', 'closed'],
      });
      return 'closed';
    }),
  );

  /** Does it and goes back to the order; a refusal is told on the order's page. */
  async function act(
    req: Request<{ tradeNo: string }>,
    res: Response,
    action: (tradeNo: string) => Promise<string>,
  ): Promise<void> {
    const { tradeNo } = req.params;
    try {
      const done = await action(tradeNo);
      res.redirect(303, `/console/orders/${encodeURIComponent(tradeNo)}?done=${done}`);
    } catch (error) {
      const trouble = troubleOf(error, preferencesOf(res).t);
      if (trouble.status === 404) throw error;
      const page = await readOrderPage(deps, tradeNo, { ...preferencesOf(res), trouble });
      renderPage<OrderDetailPage>(res, 'console/order', { page, status: trouble.status });
    }
  }

  return router;
}
