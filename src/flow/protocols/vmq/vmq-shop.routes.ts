import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Clock } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import { countingFailures, type FailureLimit } from '../../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../../shared/http.ts';
import type { Log } from '../../../shared/log.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { buyerErrors, formText, preferences, securityHeaders } from '../../../web/index.ts';
import {
  createReturnAddress,
  createStateReader,
  limitUnknownOrders,
  type ReturnAddressDeps,
} from '../../cashier/index.ts';
import {
  bodyParams,
  charsetOf,
  noteUnread,
  noting,
  queryParams,
  refuseNoForm,
  type ShopDoor,
  type TellRefusal,
} from '../../intake/index.ts';
import { orders } from '../../orders/index.ts';
import { checkPaid } from './check-paid.ts';
import { type CloseOrderDeps, closeVmqOrder } from './close-order.ts';
import { type CreateOrderDeps, createOrder } from './create-order.ts';
import { wantsPage } from './create-order-form.ts';
import { findVmqOrder } from './find-vmq-order.ts';
import { type ReadOrderDeps, readOrder } from './read-order.ts';

export interface VmqShopDeps extends CreateOrderDeps, Omit<CloseOrderDeps, 'merchants'>, ReadOrderDeps {
  db: Db;
  clock: Clock;
  merchants: CreateOrderDeps['merchants'] & ReturnAddressDeps['merchants'];
  log: Log;
  failures: FailureLimit;
  /** Told of requests that a shop has to mend. Must not throw or wait. */
  tellRefusal: TellRefusal;
  returnUrl: ReturnAddressDeps['returnUrl'];
  /** The absolute address of an order's cashier page. */
  cashierAddress(req: Request, tradeNo: string): string;
}

/** What a V免签 "no" has besides `code` and `msg`; for the error renderer that follows this router. */
export const vmqRefusal = { data: null };

/** An order's state is of this moment: no proxy may keep it. */
const unkept: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
const buyerHeaders = securityHeaders('buyer');
const readForm: RequestHandler[] = [unkept, ...formText];

/**
 * The shop's side of V免签, by GET and POST: JSON `{ code, msg, data }` whatever happens, but for the buyer's browser
 * (`isHtml=1`), which goes on to our cashier, or is shown on a page why not. /checkOrder/{pid}/{sign} is not ours: it is an old panel address.
 */
export function createVmqShopRouter(deps: VmqShopDeps): Router {
  const { db } = deps;
  const states = createStateReader(deps);
  const returnAddress = createReturnAddress(deps);
  const unknownOrders = limitUnknownOrders();
  const tellBuyer = buyerErrors(deps);
  const router = Router();

  const counted = <T>(
    req: Request,
    wanted: readonly string[],
    work: (params: VmqParams) => Promise<T>,
  ): Promise<T> => {
    const ip = clientIp(req);
    const params = vmqParams(req);
    const read = async () => {
      // Its calls are GETs as a rule: what is missing there is missed by name.
      if (req.method !== 'GET') refuseNoForm(req, { params, wanted });
      return work(params);
    };
    return countingFailures(deps.failures, { key: ip, codes: ['bad_sign', 'unknown_merchant'] }, () =>
      countingFailures(unknownOrders, { key: networkOf(ip), codes: ['unknown_order'] }, read),
    );
  };
  const noted = <T>(req: Request, door: ShopDoor, work: () => Promise<T>): Promise<T> =>
    noting(deps, { door, params: vmqParams(req) }, work);

  router.all('/createOrder', ...readForm, async (req, res) => {
    const created = await noted(req, 'createOrder', () =>
      counted(req, ['payId', 'price', 'sign'], (params) =>
        createOrder(deps, params, { caller: clientIp(req), charset: charsetOf(req) }),
      ),
    );
    const { tradeNo } = created;
    const cashier = deps.cashierAddress(req, tradeNo);
    if (created.wantsPage) return res.redirect(302, cashier);
    res.json(vmqYes(await readOrder(deps, await orders.getOrder(db, tradeNo), cashier)));
  });

  router.all('/getOrder', ...readForm, async (req, res) => {
    const order = await counted(req, ['orderId'], (params) => findVmqOrder(db, params));
    res.json(vmqYes(await readOrder(deps, order, deps.cashierAddress(req, order.tradeNo))));
  });

  router.all('/checkOrder', ...readForm, async (req, res) => {
    const order = await counted(req, ['orderId'], (params) => findVmqOrder(db, params));
    res.json(vmqYes(await checkPaid({ ...deps, states, returnAddress }, order)));
  });

  router.all('/closeOrder', ...readForm, async (req, res) => {
    await noted(req, 'closeOrder', () => counted(req, ['orderId'], (params) => closeVmqOrder(deps, params)));
    res.json(vmqYes(null));
  });

  for (const door of ['createOrder', 'closeOrder'] as const) {
    router.use(`/${door}`, (error: unknown, req: Request, _res: Response, next: NextFunction) => {
      noteUnread(deps, { door, params: queryParams(req.originalUrl) }, error);
      next(error);
    });
  }
  // Whatever is wrong, a buyer's browser gets a page.
  router.use('/createOrder', (error: unknown, req: Request, res: Response, next: NextFunction) => {
    const forBuyer = wantsPage(vmqParams(req));
    if (!forBuyer) return next(error);
    preferences(req, res, () => buyerHeaders(req, res, () => tellBuyer(error, req, res, next)));
  });
  return router;
}

/** V免签's own answer for whatever went well. */
export function vmqYes(data: unknown) {
  return { code: 1, msg: '成功', data };
}

/** Address and form together, read as PHP reads them; the form's field wins. */
function vmqParams(req: Request): VmqParams {
  return Object.assign(Object.create(null), queryParams(req.originalUrl), bodyParams(req.body));
}
