import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RequestHandler, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { Refusal, refuse } from '../../shared/errors.ts';
import { clientIp, networkOf, wantsJson } from '../../shared/http.ts';
import type { Log } from '../../shared/log.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import { leadFormsHome, preferences, preferencesOf, renderPage, securityHeaders } from '../../web/index.ts';
import type { AccountRepository, Code } from '../accounts/index.ts';
import { type Order, type OrderEvents, orders } from '../orders/index.ts';
import { type CashierLayout, layOut } from './cashier-layout.ts';
import { toCashierPage } from './cashier-page.ts';
import { type CashierState, createStateReader, isStillHeld } from './cashier-state.ts';
import {
  type ConfirmAnswer,
  type Notice,
  noticeFrom,
  noticeOf,
  noticeQuery,
  refusalNotice,
} from './notice.ts';
import { QrImages } from './qr-image.ts';
import { createReturnAddress } from './return-address.ts';
import { deviceOf, type ShownCode } from './scan-help.ts';
import { limitUnknownOrders, type StateRouteDeps } from './state.routes.ts';
import { createStateStreams, type StreamBounds } from './state-streams.ts';

export interface CashierDeps extends StateRouteDeps {
  log: Log;
  orderEvents: OrderEvents;
  accounts: Pick<AccountRepository, 'find'>;
  /** The code that the order's buyer is to scan; undefined when it is gone. */
  shownCode(order: Order): Promise<(ShownCode & Pick<Code, 'id'>) | undefined>;
  /** What the order's buyer could choose now instead of what he has; his own pay type too, where another code takes it. */
  waysFor(order: Order): Promise<PayType[]>;
  /** Gives the order a code for this pay type, its first or another; its Refusals are shown on the page. */
  chooseType(tradeNo: string, payType: PayType): Promise<unknown>;
  /** The buyer gives the order up. Refusal 'not_pending' when it is none that waits. */
  cancelOrder(tradeNo: string): Promise<void>;
  /** A buyer sees the cashier of an order of this account, placed at that moment (ms). Returns at once. */
  noteLooked(accountId: number, placedAt: number): void;
  /** Asks the platform for this order's money, at most as often as the account allows. */
  confirmPaid(tradeNo: string): Promise<ConfirmAnswer>;
  /** An uploaded picture of a code; null when there is none of that name. */
  readUpload(name: string): Promise<{ body: Readable; type: string } | null>;
  /** Aborted when the server stops: ends the open event streams. */
  stopping: AbortSignal;
  /** How often event streams read the table again for what other processes changed; ms. */
  rereadMs?: number;
  /** How many event streams may be open. */
  bounds?: Partial<StreamBounds>;
}

const TypeForm = z.object({ type: z.enum(payTypes) });

const pageHeaders: RequestHandler = (_req, res, next) => {
  res.set('Referrer-Policy', 'no-referrer');
  res.set('X-Robots-Tag', 'noindex, nofollow');
  res.set('Cache-Control', 'no-store');
  next();
};

/** The buyer's pages. Needs `useViews` on the app; brings its own headers and language. */
export function createCashierRouter(deps: CashierDeps): Router {
  const { db, clock, log } = deps;
  const reader = createStateReader(deps);
  const returnAddress = createReturnAddress(deps);
  const streams = createStateStreams({ ...deps, reader, returnAddress });
  const unknownOrders = limitUnknownOrders();
  const qrImages = new QrImages();
  const router = Router();

  /** Throws Refusal 'unknown_order', or 'too_many' to one that keeps guessing. */
  async function getState(tradeNo: string, ip: string): Promise<CashierState> {
    const state = await reader.read(tradeNo);
    if (state) return state;
    const isGuessing = await unknownOrders.failed(networkOf(ip));
    throw refuse(isGuessing ? 'too_many.lookups' : 'unknown_order');
  }

  async function showPage(
    res: Response,
    state: CashierState,
    notice: Notice | null,
    { status = 200, wantsChange = false } = {},
  ) {
    const order = await orders.getOrder(db, state.tradeNo);
    const isPending = state.state === 'pending';
    const placement = isPending || isStillHeld(state, clock.now()) ? order.placement : null;
    if (isPending && order.placement)
      deps.noteLooked(order.placement.accountId, order.placedAt ?? order.createdAt);
    const [code, account, offered, returnUrl] = await Promise.all([
      placement && isPending ? deps.shownCode(order) : undefined,
      placement ? deps.accounts.find(db, placement.accountId) : undefined,
      isPending && (wantsChange || !order.placement) ? deps.waysFor(order) : [],
      state.mayReturn ? returnAddress(state.tradeNo) : null,
    ]);
    const facts = toCashierPage({
      order,
      state,
      code,
      asksBuyer: account?.mode === 'on_demand',
      wantsChange,
      payTypes: offered,
      returnUrl,
      device: deviceOf(res.req.headers['user-agent']),
      notice,
      now: clock.now(),
    });
    renderPage<CashierLayout>(res, 'cashier/page', { page: layOut(facts), status });
  }

  router.use('/Pay', securityHeaders('buyer'), preferences, pageHeaders);

  router.get('/Pay/console/:tradeNo', async (req, res) => {
    const state = await getState(req.params.tradeNo, clientIp(req));
    const wantsChange = req.query.change === '1';
    await showPage(res, state, noticeFrom(req.query, preferencesOf(res).t), { wantsChange });
  });

  router.post(
    '/Pay/console/:tradeNo/type',
    urlencoded({ extended: false, limit: '2kb' }),
    async (req, res) => {
      const state = await getState(String(req.params.tradeNo), clientIp(req));
      const form = TypeForm.safeParse(req.body ?? {});
      if (!form.success) return backToPage(res, state);
      try {
        await deps.chooseType(state.tradeNo, form.data.type);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { status } = error;
        // Told where he chose: the page to pay on has no place for it.
        const wantsChange = (await orders.getOrder(db, state.tradeNo)).placement !== null;
        return showPage(res, state, refusalNotice(error, preferencesOf(res).t), { status, wantsChange });
      }
      backToPage(res, state);
    },
  );

  // Only by POST, and from a page that says what it does: a link that somebody follows changes nothing.
  router.post('/Pay/console/:tradeNo/cancel', async (req, res) => {
    const state = await getState(req.params.tradeNo, clientIp(req));
    try {
      await deps.cancelOrder(state.tradeNo);
    } catch (error) {
      // It was paid, or ran out, a moment ago: the page says so.
      if (!(error instanceof Refusal)) throw error;
    }
    backToPage(res, state);
  });

  router.post('/Pay/console/:tradeNo/confirm', async (req, res) => {
    const state = await getState(req.params.tradeNo, clientIp(req));
    const forScript = wantsJson(req);
    const { t } = preferencesOf(res);
    if (state.state !== 'pending' && !isStillHeld(state, clock.now())) {
      if (forScript) return void res.json({ status: state.state });
      return backToPage(res, state);
    }
    try {
      const answer = await deps.confirmPaid(state.tradeNo);
      if (!forScript) return backToPage(res, state, noticeQuery(answer));
      res.json({ ...answer, message: noticeOf(answer, t).text });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const notice = refusalNotice(error, t);
      if (!forScript) return showPage(res, state, notice, { status: error.status });
      res.status(error.status).json({ code: error.code, message: notice.text });
    }
  });

  router.get('/Pay/console/:tradeNo/events', async (req, res) => {
    const network = networkOf(clientIp(req));
    const { tradeNo } = await getState(req.params.tradeNo, clientIp(req));
    // Express asks GET routes for HEAD too; that one wants no stream.
    if (req.method === 'HEAD') return void res.type('text/event-stream').end();
    if (streams.hasRoom(tradeNo, network)) return streams.open(res, tradeNo, network);
    res.set('Retry-After', '60').status(503).end();
  });

  router.get('/Pay/qr/:tradeNo.png', async (req, res) => {
    const state = await getState(req.params.tradeNo, clientIp(req));
    const order = state.state === 'pending' ? await orders.getOrder(db, state.tradeNo) : undefined;
    const code = order ? await deps.shownCode(order) : undefined;
    // Nobody should be able to pay for an order that takes no money any more.
    if (!code) return void res.status(404).end();
    res.set('Cache-Control', 'private, max-age=60');
    if (code.style === 'link') return void res.type('png').send(await qrImages.draw(code.content));
    const upload = await deps.readUpload(code.content);
    if (!upload) {
      log.error({ event: 'cashier.picture_missing', codeId: code.id }, 'the picture of a code is missing');
      return void res.set('Cache-Control', 'no-store').status(404).end();
    }
    res.type(upload.type);
    await pipeline(upload.body, res);
  });

  leadFormsHome(router);

  return router;
}

/** Relative to the origin that the buyer is on: the cashier's domain may differ from the console's. */
function backToPage(res: Response, { tradeNo }: CashierState, query = ''): void {
  res.redirect(303, `/Pay/console/${tradeNo}${query}`);
}
