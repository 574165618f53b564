import { type Response, Router } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { createFailureLimit, type FailureLimit } from '../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../shared/http.ts';
import { say, saying } from '../../shared/saying.ts';
import { createStateReader } from './cashier-state.ts';
import { createReturnAddress, type ReturnAddressDeps } from './return-address.ts';
import { toStateAnswer } from './state-answer.ts';

export interface StateRouteDeps extends ReturnAddressDeps {
  clock: Clock;
}

/**
 * Numbers that don't exist, counted per network. Look-ups that find an order never count and are never refused:
 * behind one mobile carrier's address sit thousands of buyers and perhaps one who guesses.
 */
export const limitUnknownOrders = (): FailureLimit => createFailureLimit({ points: 60, seconds: 60 });

const unknown = { code: -1, msg: say('shop', saying('refusal.unknown_order')) };
const tooMany = { code: -1, msg: say('shop', saying('refusal.too_many.lookups')) };

/**
 * GET /getOrderState/{trade_no}: polled by every open cashier page. Needs no session, no parsed body and no other
 * middleware, so mount it first.
 */
export function createStateRoute(deps: StateRouteDeps): Router {
  const { clock } = deps;
  const reader = createStateReader(deps);
  const returnAddress = createReturnAddress(deps);
  const unknownOrders = limitUnknownOrders();
  const router = Router();

  router.get('/getOrderState/:tradeNo', async (req, res) => {
    const state = await reader.read(req.params.tradeNo);
    if (state) return sendJson(res, 200, await toStateAnswer(state, clock.now(), returnAddress));
    if (!(await unknownOrders.failed(networkOf(clientIp(req))))) {
      return sendJson(res, 404, unknown);
    }
    res.setHeader('Retry-After', '60');
    sendJson(res, 429, tooMany);
  });
  return router;
}

/** Straight to the socket: an entity tag and a charset look-up would cost more than the answer. */
function sendJson(res: Response, status: number, body: object): void {
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  res.end(JSON.stringify(body));
}
