import express, { type Request, Router } from 'express';
import type { FailureLimit } from '../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../shared/http.ts';
import type { VmqParams } from '../../shared/vmq-sign.ts';
import { deviceErrors, multipartFields } from '../../web/index.ts';
import { receiveForwarded } from './receive-message.ts';
import {
  receiveVmqHeartbeat,
  receiveVmqPush,
  tellVmqState,
  type VmqAnswer,
  type VmqDeps,
} from './receive-vmq.ts';
import type { RecentRefusals } from './recent-refusals.ts';

const BODY_LIMIT = 512 * 1024;

/** What of a device's mistakes counts against its address: what a rightly set-up device never sends. */
const COUNTED = ['bad_sign', 'unknown_account', 'changed'];

/**
 * The addresses that phones and PCs have in their settings. /mpayNotify answers plain text: `200` when the message was
 * understood (also when it was no payment), words without those digits when it was not. V免签's answer JSON.
 */
export function createPushRouter(
  deps: VmqDeps & { failures: FailureLimit; refusals: RecentRefusals },
): Router {
  const router = Router();
  const text = express.text({ type: (req) => !isMultipart(req.headers['content-type']), limit: BODY_LIMIT });
  const multipart = multipartFields({ fieldSize: BODY_LIMIT, fields: 20 });

  router.all('/mpayNotify', text, multipart, async (req, res) => {
    const answer = await receiveForwarded(deps, {
      method: req.method,
      contentType: req.get('content-type') ?? '',
      body: req.body,
    });
    if (!answer.ok) {
      const { accountId, code, message, detail } = answer;
      const refusal = { at: deps.clock.now(), code, message, ...detail };
      const sender = detail?.signerAccountId ?? accountId;
      // Whoever looks at either page should find it: the one that the template names, and the phone's own.
      for (const id of new Set([sender, accountId ?? sender])) deps.refusals.note(id, refusal);
    }
    const limited =
      !answer.ok && COUNTED.includes(answer.code) && (await deps.failures.failed(networkOf(clientIp(req))));
    res.type('text');
    if (answer.ok) res.send('200');
    else if (limited) res.status(429).send('失败次数过多，请一分钟后再试');
    else res.status(400).send(answer.message);
  });

  router.use('/mpayNotify', deviceErrors(deps));

  const vmq = (path: string, work: (params: VmqParams) => Promise<VmqAnswer>) => {
    router.all(path, text, multipart, async (req, res) => {
      const answer = await work(vmqParams(req));
      if (answer.code === -1 && (await deps.failures.failed(networkOf(clientIp(req))))) {
        res.status(429).json({ code: -1, msg: '失败次数过多，请一分钟后再试', data: null });
      } else res.json(answer);
    });
  };
  vmq('/appHeart', (params) => receiveVmqHeartbeat(deps, params));
  vmq('/appPush', (params) => receiveVmqPush(deps, params));
  vmq('/getState', (params) => tellVmqState(deps, params));
  return router;
}

/** GET by the app, POST by some forks; the last of a repeated name wins. */
function vmqParams(req: Request): VmqParams {
  const mark = req.originalUrl.indexOf('?');
  const query = mark < 0 ? '' : req.originalUrl.slice(mark + 1);
  const body: unknown = req.body;
  const form = typeof body === 'string' ? new URLSearchParams(body) : Object.entries(body ?? {});
  return Object.fromEntries(
    [...new URLSearchParams(query), ...form].map(([name, value]) => [name, last(value)]),
  );
}

function last(value: unknown): string {
  return String(Array.isArray(value) ? value.at(-1) : value);
}

function isMultipart(contentType: string | undefined): boolean {
  return /^multipart\/form-data/i.test(contentType ?? '');
}
