import { createHash } from 'node:crypto';
import { Router } from 'express';
import { say } from '../../shared/saying.ts';
import { equalText } from '../../shared/secrets.ts';
import { amountSlots } from '../amount-slots/index.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import type { Listener } from './listener.ts';
import type { PollDeps } from './poll-account.ts';

export interface OldCronDeps extends Pick<PollDeps, 'db' | 'clock' | 'accounts'> {
  merchants: MerchantDirectory;
  listener: Listener;
}

/** The old system's own answers, word for word. */
const wire = {
  badSign: '签名错误',
  waiting: (orders: number) => `有${orders}个新订单`,
  noneWaiting: '没有新订单',
  badAddress: '参数错误',
  unknownAccount: '监听收款配置错误',
  notAsked: '非本账号订单或监听模式不对',
  nothingNew: '收款通知无新消息',
};

/**
 * The addresses that users of mpay v1 have in their panels' scheduled tasks, with the answers those tasks log.
 * They only nudge what runs by itself anyway. Shapes: docs/reference/mpay-v1.md, section 1.
 */
export function createOldCronRouter(deps: OldCronDeps): Router {
  const router = Router();

  router.all('/checkOrder/:pid/:sign', async (req, res) => {
    const pid = numberIn(req.params.pid);
    const merchant = pid === null ? undefined : await deps.merchants.find(pid);
    const expected = merchant ? createHash('md5').update(`${merchant.pid}${merchant.key}`).digest('hex') : '';
    if (!merchant || !equalText(req.params.sign.toLowerCase(), expected)) {
      res.json({ code: 2, msg: wire.badSign });
      return;
    }
    let waiting = 0;
    for (const account of await deps.accounts.list(deps.db, merchant.pid)) {
      const open = await amountSlots.countAwaited(deps.db, account.id, deps.clock.now());
      waiting += open;
      if (open > 0) deps.listener.nudge(account.id);
    }
    res.json(waiting > 0 ? { code: 1, msg: wire.waiting(waiting) } : { code: 0, msg: wire.noneWaiting });
  });

  router.all('/checkOrder/:pid', (_req, res) => {
    res.type('text').send(wire.badAddress);
  });

  router.all('/checkPayResult', async (req, res) => {
    const account = await deps.accounts.find(deps.db, numberIn(req.query.aid) ?? 0);
    if (!account || account.pid !== numberIn(req.query.pid)) {
      res.json({ code: 4, msg: wire.unknownAccount });
      return;
    }
    const outcome = account.mode === 'continuous' ? await deps.listener.askNow(account) : null;
    if (!outcome) res.json({ code: 0, msg: wire.notAsked });
    else if (!outcome.asked || (outcome.ok && outcome.settled.length === 0))
      res.json({ code: 0, msg: wire.nothingNew });
    else if (!outcome.ok) res.json({ code: 0, msg: say('shop', outcome.problem) });
    else res.json(outcome.settled.map((order) => ({ order: masked(order), code: 1, msg: 'notify success' })));
  });

  return router;
}

/** Anyone may ask, and who knows an order's number is shown its return address: only enough of it to find it in a list. */
function masked(tradeNo: string): string {
  return `${tradeNo.slice(0, 14)}****${tradeNo.slice(-4)}`;
}

function numberIn(text: unknown): number | null {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
