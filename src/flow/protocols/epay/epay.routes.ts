import { type ErrorRequestHandler, type Request, Router } from 'express';
import type { Clock } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import { refuse } from '../../../shared/errors.ts';
import { countingFailures, type FailureLimit } from '../../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../../shared/http.ts';
import { type RefusalCode, refusalKind } from '../../../shared/refusals.ts';
import { say, saying } from '../../../shared/saying.ts';
import { formText, preferences, securityHeaders } from '../../../web/index.ts';
import {
  bodyParams,
  charsetOf,
  noteUnread,
  noting,
  queryParams,
  refuseNoForm,
  type ShopDoor,
  type ShopParams,
  type TellRefusal,
} from '../../intake/index.ts';
import type { Order } from '../../orders/index.ts';
import { identifyByKey } from './identify-by-key.ts';
import { merchantAnswer } from './merchant-answer.ts';
import { orderAnswer } from './order-answer.ts';
import { queryOrder } from './query-order.ts';
import { refuseAct, refuseV2 } from './refused-acts.ts';
import { type Reader, type SubmitDeps, submitOrder } from './submit-order.ts';
import { submittedParams } from './submitted-params.ts';

export interface EpayRouteDeps extends SubmitDeps {
  db: Db;
  clock: Clock;
  failures: FailureLimit;
  /** Told of requests that a shop has to mend. Must not throw or wait. */
  tellRefusal: TellRefusal;
  /** The absolute address of an order's cashier page. */
  cashierAddress(req: Request, tradeNo: string): string;
  /** The platform's number of the payment; '' when there is none. */
  apiTradeNo(order: Order): Promise<string>;
}

/** What of a caller's mistakes counts against it: those that a shop with the right key never makes. */
const COUNTED = ['bad_sign', 'unknown_merchant', 'bad_key'];

/** Of a submission; one of them says that it was read. */
const WANTED = ['pid', 'out_trade_no', 'sign', 'notify_url'];

/** The names of one file: with and without its ending, and in the folder that hosted 码支付 has. */
const named = (name: string) =>
  ['', '/xpay/epay'].flatMap((folder) => [`${folder}/${name}.php`, `${folder}/${name}`]);

/** 页面跳转支付: the buyer's browser brings the order. Errors go on to the buyer's error page. */
export function createSubmitRouter(deps: EpayRouteDeps): Router {
  const router = Router();
  router.all(named('submit'), preferences, securityHeaders('buyer'), ...formText, async (req, res) => {
    const params = submittedParams({ method: req.method, url: req.originalUrl, body: req.body });
    const tradeNo = await take(deps, req, 'submit', { params, reader: 'buyer', visitor: clientIp(req) });
    res.redirect(302, deps.cashierAddress(req, tradeNo));
  });
  router.use(named('submit'), unread(deps, 'submit'));
  return router;
}

/** API接口支付 and queries: programs ask, the answer is JSON whatever happens. */
export function createShopApiRouter(deps: EpayRouteDeps): Router {
  const { db, clock } = deps;
  const router = Router();
  router.post(named('mapi'), ...formText, async (req, res) => {
    const tradeNo = await take(deps, req, 'mapi', { params: bodyParams(req.body), reader: 'program' });
    res.json({
      code: 1,
      msg: orderCreated(),
      trade_no: tradeNo,
      payurl: deps.cashierAddress(req, tradeNo),
    });
  });
  router.all(named('mapi'), async (req) => {
    await noting(deps, { door: 'mapi', params: queryParams(req.originalUrl) }, async () => {
      throw refuse('wrong_method');
    });
  });

  // 二维码下单接口 of 彩虹 2018 to 2020: the shop draws `code_url` on its own page, where the amount to pay is not told.
  router.all(named('qrcode'), ...formText, async (req, res) => {
    const params = submittedParams({ method: req.method, url: req.originalUrl, body: req.body });
    const tradeNo = await take(deps, req, 'qrcode', { params, reader: 'buyer' });
    const cashier = deps.cashierAddress(req, tradeNo);
    res.json({ code: 1, msg: orderCreated(), trade_no: tradeNo, code_url: cashier, payurl: cashier });
  });

  router.all(named('api'), ...formText, async (req, res) => {
    // Some clients put everything into the body, 彩虹's put act into the address.
    const params: ShopParams = Object.assign(
      Object.create(null),
      bodyParams(req.body),
      queryParams(req.originalUrl),
    );
    res.set('Cache-Control', 'no-store');
    await counted(deps, req, { door: 'api', params }, async () => {
      refuseV2(params);
      // Without an act, who only looks at the address is told which there are.
      const isOurs = params.act === 'query' || params.act === 'order';
      if (isOurs || (params.act === undefined && req.method !== 'GET'))
        refuseNoForm(req, { params, wanted: ['pid', 'key'] });
      if (params.act === 'query') {
        const merchant = await identifyByKey(deps, params);
        return void res.json(await merchantAnswer(db, merchant, clock.now()));
      }
      if (params.act !== 'order') throw refuseAct(params.act);
      const order = await queryOrder(deps, params);
      const more = {
        apiTradeNo: await deps.apiTradeNo(order),
        payUrl: deps.cashierAddress(req, order.tradeNo),
      };
      res.json(orderAnswer(order, more));
    });
  });
  for (const door of ['mapi', 'qrcode', 'api'] as const) router.use(named(door), unread(deps, door));
  return router;
}

function unread(deps: Pick<EpayRouteDeps, 'tellRefusal'>, door: ShopDoor): ErrorRequestHandler {
  return (error: unknown, req, _res, next) => {
    noteUnread(deps, { door, params: queryParams(req.originalUrl) }, error);
    next(error);
  };
}

/** The order of a submission, new or known. */
async function take(
  deps: EpayRouteDeps,
  req: Request,
  door: ShopDoor,
  { params, reader, visitor }: { params: ShopParams; reader: Reader; visitor?: string },
): Promise<string> {
  const accepted = await counted(deps, req, { door, params }, async () => {
    refuseNoForm(req, { params, wanted: WANTED, inAddress: queryParams(req.originalUrl) });
    return submitOrder(deps, params, { reader, charset: charsetOf(req), ...(visitor && { visitor }) });
  });
  return accepted.tradeNo;
}

function counted<T>(
  deps: EpayRouteDeps,
  req: Request,
  asked: { door: ShopDoor; params: ShopParams },
  work: () => Promise<T>,
): Promise<T> {
  return countingFailures(deps.failures, { key: networkOf(clientIp(req)), codes: COUNTED }, () =>
    noting(deps, asked, work),
  );
}

/** 彩虹's number for what went wrong; -1 for the rest. Source: docs/reference/epay-v1.md, sections 3 and 4. */
export function epayNumber(code: RefusalCode): number {
  return refusalKind(code).epay ?? -1;
}

/** What the shop is told with its new order. */
export function orderCreated(): string {
  return say('shop', saying('protocol.orderCreated'));
}
