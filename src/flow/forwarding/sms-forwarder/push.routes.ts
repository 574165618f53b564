import express, { type ErrorRequestHandler, Router } from 'express';
import type { FailureLimit } from '../../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../../shared/http.ts';
import { deviceErrors, multipartFields } from '../../../web/index.ts';
import type { RecentRefusals } from '../refusals.ts';
import { type ReceiveDeps, receiveForwarded } from './receive-message.ts';

const BODY_LIMIT = 512 * 1024;

/** What of a device's mistakes counts against its address: what a rightly set-up device never sends. */
const COUNTED = ['bad_sign', 'unknown_account', 'changed'];

type PushRouteDeps = ReceiveDeps & { failures: FailureLimit; refusals: Pick<RecentRefusals, 'note'> };

/**
 * /mpayNotify, which phones and PCs have in their settings. It answers plain text: `200` when the message was understood
 * (also when it was no payment), words without those digits when it was not.
 */
export function createPushRouter(deps: PushRouteDeps): Router {
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

  const noteUnreadable: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
    const status = Number((error as { status?: unknown } | null)?.status);
    const code = status === 413 ? 'too_large' : 'not_readable';
    const message = '内容不完整、太大或编码不对，没有收下';
    if (status >= 400 && status < 500) deps.refusals.note(null, { at: deps.clock.now(), code, message });
    next(error);
  };
  router.use('/mpayNotify', noteUnreadable, deviceErrors(deps));
  return router;
}

function isMultipart(contentType: string | undefined): boolean {
  return /^multipart\/form-data/i.test(contentType ?? '');
}
