import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { refuse } from '../../../shared/errors.ts';
import type { FailureLimit } from '../../../shared/failure-limit.ts';
import { clientIp, networkOf } from '../../../shared/http.ts';
import { say, saying } from '../../../shared/saying.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { multipartFields } from '../../../web/index.ts';
import {
  type HmacRequest,
  readHeartCall,
  readHmacCall,
  readHmacPush,
  readPushCall,
  readStateCall,
} from './read-vmq-call.ts';
import { receiveVmqHeartbeat, receiveVmqPush, tellVmqState, type VmqDeps } from './receive-vmq.ts';
import { refuseVmq, type VmqAnswer } from './vmq-answers.ts';

const BODY_LIMIT = 64 * 1024;

type VmqRouteDeps = VmqDeps & { failures: FailureLimit };

/**
 * The addresses that V免签 apps know. The old ones read `code` in an answer with status 200, whatever it is. The newer ones
 * take any status from 200 to 299 for a success and forget the payment: what they are refused has another status, and so
 * has whatever address of theirs is not spoken here. Source: docs/reference/listeners.md 3.3.
 */
export function createVmqAppRouter(deps: VmqRouteDeps): Router {
  const router = Router();
  const text = express.text({
    type: (req) => !/^multipart\//i.test(req.headers['content-type'] ?? ''),
    limit: BODY_LIMIT,
  });
  const form = [text, multipartFields({ fieldSize: BODY_LIMIT, fields: 20 })];
  const bytes = express.raw({ type: () => true, limit: BODY_LIMIT });

  const old = async (req: Request, res: Response, answer: VmqAnswer) => {
    if (await isLimited(req, answer)) return tooMany(res);
    const { code, msg, data } = answer;
    res.json({ code, msg, data });
  };
  router.all('/appHeart', ...form, async (req, res) => {
    await old(req, res, await receiveVmqHeartbeat(deps, readHeartCall(paramsOf(req))));
  });
  router.all('/appPush', ...form, async (req, res) => {
    const { call, push } = readPushCall(paramsOf(req));
    await old(req, res, await receiveVmqPush(deps, call, push));
  });
  router.all('/getState', ...form, async (req, res) => {
    await old(req, res, await tellVmqState(deps, readStateCall(paramsOf(req))));
  });

  const byStatus = async (req: Request, res: Response, answer: VmqAnswer) => {
    if (await isLimited(req, answer)) return tooMany(res);
    const { code, msg, data, status } = answer;
    res.status(status).json({ code, msg, data });
  };
  router.all('/api/monitor/heart', ...form, async (req, res) => {
    await byStatus(req, res, await receiveVmqHeartbeat(deps, readHeartCall(paramsOf(req))));
  });
  router.all('/api/monitor/push', ...form, async (req, res) => {
    const { call, push } = readPushCall(paramsOf(req));
    await byStatus(req, res, await receiveVmqPush(deps, call, push));
  });

  /** The app puts its own path behind the base that it scanned, which may end with /api. */
  const twice = (path: string) => [path, `/api${path}`];
  router.post(twice('/api/v1/system/heartbeat'), bytes, async (req, res) => {
    const call = readHmacCall(hmacRequest(req));
    await byStatus(req, res, call ? await receiveVmqHeartbeat(deps, call) : await noHeaders());
  });
  router.post(twice('/api/v1/payments/notify'), bytes, async (req, res) => {
    const request = hmacRequest(req);
    const call = readHmacCall(request);
    const answer = call ? await receiveVmqPush(deps, call, readHmacPush(request)) : await noHeaders();
    await byStatus(req, res, answer);
  });

  const unspoken = ['/api/monitor', '/api/v1', '/api/api'].flatMap((path) => [path, `${path}/*rest`]);
  router.all(unspoken, async (req, res) => {
    await byStatus(req, res, await refuseVmq(deps, refuse('vmq_unknown'), null));
  });
  router.use(['/api/monitor', '/api/v1', '/api/api'], vmqAppErrors(deps));

  function noHeaders(): Promise<VmqAnswer> {
    return refuseVmq(deps, refuse('vmq_headers'), null);
  }

  async function isLimited(req: Request, { code }: VmqAnswer): Promise<boolean> {
    return code === -1 && (await deps.failures.failed(networkOf(clientIp(req))));
  }
  return router;
}

/** A fault of ours is one that the apps try again after; what they sent wrongly is not. */
function vmqAppErrors({ log }: VmqRouteDeps): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = Number((error as { status?: unknown } | null)?.status);
    const isTheirs = status >= 400 && status < 500;
    if (!isTheirs) log.error({ err: error }, 'vmq_call_failed');
    const msg = say('device', saying(isTheirs ? 'device.unreadable' : 'device.fault'));
    res.status(isTheirs ? status : 500).json({ code: -1, msg, data: null });
  };
}

function tooMany(res: Response): void {
  res.status(429).json({ code: -1, msg: say('device', saying('device.tooManyFailures')), data: null });
}

/** GET by the app, POST by some forks; the last of a repeated name wins. */
function paramsOf(req: Request): VmqParams {
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

function hmacRequest(req: Request): HmacRequest {
  return {
    method: req.method,
    path: req.originalUrl.split('?', 1)[0] ?? '',
    body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    header: (name) => req.get(name),
  };
}
