import { type Request, Router } from 'express';
import type { Db } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { countingFailures, type FailureLimit } from '../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../shared/http.ts';
import { formText } from '../../web/index.ts';
import type { Order } from '../orders/index.ts';
import { bodyParams, type EpayParams, queryParams, submittedParams } from './epay-params.ts';
import { orderAnswer } from './order-answer.ts';
import { queryOrder } from './query-order.ts';
import { type SubmitDeps, submitOrder } from './submit-order.ts';

export interface EpayRouteDeps extends SubmitDeps {
  db: Db;
  failures: FailureLimit;
  /** The absolute address of an order's cashier page. */
  cashierAddress(req: Request, tradeNo: string): string;
  /** The platform's number of the payment; '' when there is none. */
  apiTradeNo(order: Order): Promise<string>;
}

/** What of a caller's mistakes counts against it: those that a shop with the right key never makes. */
const COUNTED = ['bad_sign', 'unknown_merchant', 'bad_key'];

/** 页面跳转支付: the buyer's browser brings the order. Errors go on to the buyer's error page. */
export function createSubmitRouter(deps: EpayRouteDeps): Router {
  const router = Router();
  router.all(['/submit.php', '/submit'], ...formText, async (req, res) => {
    const params = submittedParams({ method: req.method, url: req.originalUrl, body: req.body });
    const visit = { typeRequired: false, visitor: clientIp(req) };
    const accepted = await counted(deps, req, () => submitOrder(deps, params, visit));
    res.redirect(302, deps.cashierAddress(req, accepted.tradeNo));
  });
  return router;
}

/** API接口支付 and queries: programs ask, the answer is JSON whatever happens. */
export function createShopApiRouter(deps: EpayRouteDeps): Router {
  const router = Router();
  router.post(['/mapi.php', '/mapi'], ...formText, async (req, res) => {
    const params = bodyParams(req.body);
    const accepted = await counted(deps, req, () => submitOrder(deps, params, { typeRequired: true }));
    res.json({
      code: 1,
      msg: '订单创建成功',
      trade_no: accepted.tradeNo,
      payurl: deps.cashierAddress(req, accepted.tradeNo),
    });
  });
  router.all(['/mapi.php', '/mapi'], () => {
    throw new Refusal('wrong_method', '请求方式错误，请用 POST 提交', { status: 405 });
  });
  router.all(['/api.php', '/api'], ...formText, async (req, res) => {
    // Some clients put everything into the body, 彩虹's put act into the address.
    const params: EpayParams = Object.assign(
      Object.create(null),
      bodyParams(req.body),
      queryParams(req.originalUrl),
    );
    if (params.act !== 'order') throw new Refusal('unknown_act', 'No Act!');
    const order = await counted(deps, req, () => queryOrder(deps, params));
    const more = {
      apiTradeNo: await deps.apiTradeNo(order),
      payUrl: deps.cashierAddress(req, order.tradeNo),
    };
    res.json(orderAnswer(order, more));
  });
  router.all(['/mapi.php/*rest', '/mapi/*rest', '/api.php/*rest', '/api/*rest'], () => {
    throw new Refusal('not_found', '地址不存在', { status: 404 });
  });
  return router;
}

function counted<T>({ failures }: EpayRouteDeps, req: Request, work: () => Promise<T>): Promise<T> {
  return countingFailures(failures, { key: networkOf(clientIp(req)), codes: COUNTED }, work);
}

/** 彩虹's numbers for what went wrong; -1 for the rest. Source: reference/epay-v1.md, sections 3 and 4. */
export const epayCodeNumbers: Record<string, number> = {
  bad_sign: -3,
  unknown_merchant: -3,
  bad_key: -3,
  wrong_method: -4,
  no_number: -4,
  unknown_act: -5,
};
