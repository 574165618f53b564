import express, { type ErrorRequestHandler, Router } from 'express';
import { tell } from '../../../shared/errors.ts';
import type { FailureLimit } from '../../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../../shared/http.ts';
import type { DeviceRefusalCode } from '../../../shared/refusals.ts';
import { say, saying } from '../../../shared/saying.ts';
import { deviceErrors, multipartFields } from '../../../web/index.ts';
import type { RecentRefusals } from '../refusals.ts';
import { type ReceiveDeps, receiveForwarded } from './receive-message.ts';

const BODY_LIMIT = 512 * 1024;

/** What of a device's mistakes counts against its address: what a rightly set-up device never sends. */
const COUNTED: readonly string[] = ['bad_secret', 'wrong_ids', 'changed'] satisfies DeviceRefusalCode[];

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
      const { accountId, code, detail } = answer;
      const refusal = { at: deps.clock.now(), code, ...detail };
      const sender = detail.signerAccountId ?? accountId;
      // Whoever looks at either page should find it: the one that the template names, and the phone's own.
      for (const id of new Set([sender, accountId ?? sender])) deps.refusals.note(id, refusal);
    }
    const limited =
      !answer.ok && COUNTED.includes(answer.code) && (await deps.failures.failed(networkOf(clientIp(req))));
    res.type('text');
    if (answer.ok) res.send('200');
    else if (limited) res.status(429).send(say('device', saying('device.tooManyFailures')));
    else res.status(400).send(tell('device', answer));
  });

  const noteUnreadable: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
    const status = Number((error as { status?: unknown } | null)?.status);
    const code = status === 413 ? 'message_too_large' : 'not_readable';
    if (status >= 400 && status < 500) deps.refusals.note(null, { at: deps.clock.now(), code });
    next(error);
  };
  router.use('/mpayNotify', noteUnreadable, deviceErrors(deps));
  return router;
}

function isMultipart(contentType: string | undefined): boolean {
  return /^multipart\/form-data/i.test(contentType ?? '');
}
