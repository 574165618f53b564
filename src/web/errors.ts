import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { type FieldProblem, Refusal, refuse, type ToldProblem, tellFields } from '../shared/errors.ts';
import { wantsJson } from '../shared/http.ts';
import type { TextKey } from '../shared/i18n/index.ts';
import type { Log } from '../shared/log.ts';
import { randomHex } from '../shared/random.ts';
import type { RefusalCode } from '../shared/refusals.ts';
import { type Saying, say, saying } from '../shared/saying.ts';
import { buyerAdvice } from './buyer-advice.ts';
import { preferencesOf } from './preferences.ts';
import { renderPage } from './render.ts';

/** What may be told about an error: a refusal as it is, anything else as an id that stands in the log. */
interface Told {
  status: number;
  code: RefusalCode | 'fault';
  title: TextKey;
  what: Saying;
  fields: FieldProblem[];
  /** Only for faults of ours. */
  id: string | undefined;
}

export interface ErrorPage {
  status: number;
  title: string;
  message: string;
  fields: ToldProblem[];
  id: string | undefined;
}

/** For people who pay. */
export interface BuyerErrorPage {
  title: string;
  message: string;
  /** What the shop's owner must mend, in his words; '' where there is nothing. */
  forShop: string;
  id: string | undefined;
}

export interface ErrorOptions {
  log: Log;
}

export interface ShopErrorOptions extends ErrorOptions {
  /** The protocol's number for a refusal's code; left out: -1. */
  numberOf?(code: RefusalCode): number;
  /** What every refusal of the protocol has besides `code` and `msg`. */
  beside?: Readonly<Record<string, unknown>>;
}

/** For whatever no route took; the audience's error renderer that follows tells it. */
export const notFound: RequestHandler = (_req, _res, next) => {
  next(refuse('not_found'));
};

/**
 * Shop systems (mapi.php, api.php) read `code` and `msg` and nothing else: JSON always. A refusal has status 200
 * as in the systems that shops were written for, whose HTTP clients give up on anything else.
 */
export function shopErrors({ log, numberOf = () => -1, beside = {} }: ShopErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = toldOf(error, req, log);
    const { id, what } = told;
    const msg = say('shop', id ? saying('protocol.fault', { fault: what, id }) : what);
    const code = told.code === 'fault' ? -1 : numberOf(told.code);
    res.status(shopStatus(told)).json({ code, msg, ...beside });
  };
}

/** "Slow down" has a status of its own: it is about the caller, not about the order. */
function shopStatus(told: Told): number {
  if (told.id) return 500;
  return told.status === 429 ? 429 : 200;
}

/**
 * Phones and PCs that forward notifications: plain words, never with `200` in them, which an error's id may contain.
 * SmsForwarder takes any answer with its keyword in it for a success, and the message would be lost.
 */
export function deviceErrors({ log }: ErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = toldOf(error, req, log);
    res.status(told.status).type('text');
    res.send(say('device', saying(told.id ? 'protocol.notTaken.fault' : 'protocol.notTaken.unreadable')));
  };
}

/**
 * People who pay: a small page that says what they can do, without a word about our insides; what only the shop's
 * owner can mend stands below, for him.
 */
export function buyerErrors({ log }: ErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = toldOf(error, req, log);
    renderPage<BuyerErrorPage>(res, 'errors/buyer', { page: toBuyerPage(told, res), status: told.status });
  };
}

function toBuyerPage({ code, title, what, id }: Told, res: Response): BuyerErrorPage {
  const { t } = preferencesOf(res);
  if (code === 'fault') return { title: t(title), message: t('error.faultBuyer'), forShop: '', id };
  const message = say(t.lang, what);
  const known = buyerAdvice(code);
  if (!known) return { title: t(title), message, forShop: '', id };
  return { title: t(known.title), message: t(known.advice), forShop: known.isForShop ? message : '', id };
}

/** People in the console: a page; JSON `{ error }` for programs and the scripts of our own pages. */
export function consoleErrors({ log }: ErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = toldOf(error, req, log);
    const { t } = preferencesOf(res);
    const { status, code, id } = told;
    const message = say(t.lang, told.what);
    const fields = tellFields(t.lang, told.fields);
    if (!wantsJson(req)) {
      const page = { status, title: t(told.title), message, fields, id };
      return renderPage<ErrorPage>(res, 'errors/console', { page, status });
    }
    res.set('Cache-Control', 'no-store');
    res.status(status).json({ error: { code, message, fields, ...(id && { id }) } });
  };
}

function toldOf(error: unknown, req: Request, log: Log): Told {
  if (error instanceof Refusal) {
    const { status, code, fields } = error;
    const title = status === 404 ? 'error.notFoundTitle' : 'error.refusedTitle';
    return { status, code, title, what: error.saying, fields, id: undefined };
  }
  const known = knownRequestFault(error);
  if (known) return { ...known, fields: [], id: undefined };

  const id = randomHex(4);
  log.error(
    { err: withoutValues(error), errorId: id, method: req.method, route: routeOf(req) },
    'request failed',
  );
  return {
    status: 500,
    code: 'fault',
    title: 'error.faultTitle',
    what: saying('error.fault'),
    fields: [],
    id,
  };
}

/** A database error quotes the statement with the values that were bound to it; the log gets its cause and stack only. */
function withoutValues(error: unknown): unknown {
  const code = String((error as { code?: unknown })?.code ?? '');
  if (!(error instanceof Error) || !/^(ER_|SQLITE_)/.test(code)) return error;
  const cause = error.message.split(' - ').at(-1) ?? '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return Object.assign(new Error(cause), { code, stack: [`${code}: ${cause}`, ...frames].join('\n') });
}

/** The pattern of the route rather than the address: addresses of shops carry keys and signatures. */
function routeOf(req: Request): string {
  const pattern: unknown = req.route?.path;
  return typeof pattern === 'string' ? req.baseUrl + pattern : req.path;
}

/** What Express, its body parsers and csrf-sync throw about a request that is not as it should be. */
function knownRequestFault(error: unknown): Pick<Told, 'status' | 'code' | 'title' | 'what'> | undefined {
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (code === 'EBADCSRFTOKEN')
    return { status, code: 'csrf', title: 'error.csrfTitle', what: saying('refusal.csrf') };
  const title = 'error.refusedTitle';
  if (status === 413) return { status, code: 'too_large', title, what: saying('refusal.too_large') };
  const what = saying(status === 415 ? 'refusal.malformed.charset' : 'refusal.malformed');
  return { status, code: 'malformed', title, what };
}
