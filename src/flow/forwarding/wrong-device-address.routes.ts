import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler, type Response, Router } from 'express';
import { refuse, tell } from '../../shared/errors.ts';
import { say, saying } from '../../shared/saying.ts';
import { publicUrlOf } from '../../web/index.ts';
import { type AnswerDeps, refuseVmq, type VmqAnswer, vmqNo } from './vmq-app/vmq-answers.ts';

export interface WrongDeviceAddressDeps extends AnswerDeps {
  /** PUBLIC_URL, or ''. */
  publicUrl: string;
}

const BODY_LIMIT = 64 * 1024;
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/)/i;
const URLENCODED = /^application\/x-www-form-urlencoded/i;
/** Their forms are read by whoever they are for. */
const OWN_FORMS = /^\/(?:console|install|pay)(?:\/|$)/i;

/**
 * Answers the phones, PCs and apps whose address was entered wrongly, wherever they land: shortly, with the address that
 * is right, and never with `200`, in which SmsForwarder sees a success. Their owner finds it on the set-up page: one line
 * for each kind, however often and by whomever it is sent. Goes after all addresses that devices and shops know, and
 * before the pages.
 */
export function createWrongDeviceAddressRouter(deps: WrongDeviceAddressDeps): Router {
  const router = Router();
  const isRead = (req: IncomingMessage) => {
    const type = req.headers['content-type'] ?? '';
    return !FORM.test(type) || (URLENCODED.test(type) && !OWN_FORMS.test(req.url ?? ''));
  };
  const read = express.text({ type: (req) => isRead(req), limit: BODY_LIMIT });
  // What can't be read is told by its address.
  const readIfPossible: RequestHandler = (req, res, next) => read(req, res, () => next());

  router.use(readIfPossible, async (req, res, next) => {
    const isForm = FORM.test(req.headers['content-type'] ?? '');
    const body: unknown = req.body;
    const text = typeof body === 'string' ? body : '';
    if (!isForm) req.body = undefined;
    const [path = '', query = ''] = splitOnce(req.originalUrl, '?');
    const params = new URLSearchParams(isForm && text !== '' ? `${query}&${text}` : query);
    const kind = readWrongDeviceAddress({
      path,
      fields: Object.assign(Object.create(null), Object.fromEntries(params)),
      text: isForm ? '' : text,
      header: (name) => req.headers[name],
    });
    if (kind === null) return next();
    if (kind === 'unspoken') return tellVmq(res, await refuseVmq(deps, refuse('vmq_unknown'), null));
    const site = publicUrlOf(req, deps.publicUrl);
    const now = deps.clock.now();
    if (kind === 'phone') {
      const address = without200(`${site}/mpayNotify`, '/mpayNotify');
      const refusal = refuse('phone_address', { address });
      deps.refusals.note(null, { at: now, code: refusal.code });
      return void res.status(refusal.status).type('text').send(tell('device', refusal));
    }
    const address = without200(site, say('device', saying('device.domainOnly')));
    const refusal = refuse('vmq_address', { address });
    deps.refusals.note(null, { at: now, code: refusal.code });
    tellVmq(res, vmqNo(refusal));
  });
  return router;
}

function tellVmq(res: Response, { code, msg, data, status }: VmqAnswer): void {
  res.status(status).json({ code, msg, data });
}

/** A site may have those digits in its name or port. */
function without200(text: string, otherwise: string): string {
  return text.includes('200') ? otherwise : text;
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A request to none of our addresses, as far as it was read. */
interface StrayRequest {
  /** As it stands in the request line, without the query. */
  path: string;
  /** Of the address and, where a form came, of that. */
  fields: Readonly<Record<string, string | undefined>>;
  /** What came, where that is no form; '' for nothing. */
  text: string;
  header(name: string): unknown;
}

/**
 * Who sent a request that came to none of our addresses: a phone or PC with the template of the set-up page, or a V免签
 * app. `unspoken`: by a V免签 app, in a dialect that we don't know. Null: no device would ask so.
 */
function readWrongDeviceAddress(stray: StrayRequest): 'phone' | 'vmq' | 'unspoken' | null {
  const { fields } = stray;
  // Behind index.php, frameworks take the path from `s`.
  const path = `${stray.path}/${fields.s ?? ''}`.toLowerCase();
  if (path.includes('mpaynotify') || isForwarded(stray)) return 'phone';
  if (/appheart|apppush/.test(path) || SPOKEN.test(path)) return 'vmq';
  if (isBelowApi(path)) return 'unspoken';
  return isSignedCall(fields) || HEADERS.some((name) => stray.header(name) !== undefined) ? 'vmq' : null;
}

/** What newer V免签 apps put behind the base that they were given. Source: docs/reference/listeners.md 3.3. */
const SPOKEN = /\/api\/(?:monitor\/(?:heart|push)|v1\/(?:system\/heartbeat|payments\/notify))\/*$/;
const HEADERS = ['x-vmq-signature', 'x-vmq-timestamp', 'x-vmq-nonce'];
/** How their other addresses end. */
const CALLS = /^(?:heartbeat|heart|push|payments?|notify)(?:\.php)?$/;

function isBelowApi(path: string): boolean {
  const parts = path.split('/').filter(Boolean);
  const api = parts.findIndex((part) => part === 'api' || part === 'api.php');
  return (
    api >= 0 && parts.slice(api + 1).some((part, at, { length }) => at === length - 1 && CALLS.test(part))
  );
}

/** The message template of the set-up page, or what SmsForwarder sends without one. Source: listeners.md 1.2. */
function isForwarded({ text, fields }: StrayRequest): boolean {
  const beginning = text.slice(0, 1_000).trimStart();
  if (beginning.startsWith('{') && /"action"\s*:\s*"mpay/.test(beginning)) return true;
  if (fields.action?.startsWith('mpay')) return true;
  return fields.content !== undefined && fields.timestamp !== undefined;
}

/** A heartbeat or push that lost its name. Shops sign too, but always name a merchant or an order. */
function isSignedCall({ t = '', sign = '', ...others }: StrayRequest['fields']): boolean {
  const isShops = ['pid', 'payId', 'orderId', 'out_trade_no'].some((name) => others[name] !== undefined);
  return !isShops && /^\d{10,13}$/.test(t) && /^[0-9a-f]{32}$/i.test(sign);
}
