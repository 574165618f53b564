import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { Refusal, type ToldProblem, tellFields, tell as tellTo } from '../shared/errors.ts';
import { wantsJson } from '../shared/http.ts';
import type { TextKey, Translate } from '../shared/i18n/index.ts';
import type { Log } from '../shared/log.ts';
import { randomHex } from '../shared/secrets.ts';
import { buyerAdvice } from './buyer-advice.ts';
import { preferencesOf } from './preferences.ts';
import { renderPage } from './render.ts';

/** What may be told about an error: a refusal as it is, anything else as an id that stands in the log. */
interface Told {
  status: number;
  code: string;
  title: string;
  message: string;
  fields: ToldProblem[];
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
  /** The number that a refusal's code has in the epay protocol; -1 where none is named. */
  numbers?: Record<string, number>;
  /** What every refusal of the protocol has besides `code` and `msg`. */
  beside?: Record<string, unknown>;
}

/** For whatever no route took; the audience's error renderer that follows tells it. */
export const notFound: RequestHandler = (_req, _res, next) => {
  next(new Refusal('not_found', '地址不存在', { status: 404 }));
};

/**
 * Shop systems (mapi.php, api.php) read `code` and `msg` and nothing else: JSON always. A refusal has status 200
 * as in the systems that shops were written for, whose HTTP clients give up on anything else.
 */
export function shopErrors({ log, numbers = {}, beside = {} }: ShopErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = tell(error, req, res, log);
    const msg = told.id ? `${told.message}（${told.id}）` : told.message;
    res.status(shopStatus(told)).json({ code: numbers[told.code] ?? -1, msg, ...beside });
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
    const told = tell(error, req, res, log);
    res.status(told.status).type('text');
    res.send(told.id ? '服务器出错，没有收下，请稍后重发' : '内容不完整、太大或编码不对，没有收下');
  };
}

/**
 * People who pay: a small page that says what they can do, without a word about our insides; what only the shop's
 * owner can mend stands below, for him.
 */
export function buyerErrors({ log }: ErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = tell(error, req, res, log);
    renderPage<BuyerErrorPage>(res, 'errors/buyer', { page: toBuyerPage(told, res), status: told.status });
  };
}

function toBuyerPage({ code, title, message, id }: Told, res: Response): BuyerErrorPage {
  const { t } = preferencesOf(res);
  if (id) return { title, message: t('error.faultBuyer'), forShop: '', id };
  const known = buyerAdvice(code);
  if (!known) return { title, message, forShop: '', id };
  return { title: t(known.title), message: t(known.advice), forShop: known.isForShop ? message : '', id };
}

/** People in the console: a page; JSON `{ error }` for programs and the scripts of our own pages. */
export function consoleErrors({ log }: ErrorOptions): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const told = tell(error, req, res, log);
    if (!wantsJson(req)) {
      return renderPage<ErrorPage>(res, 'errors/console', { page: told, status: told.status });
    }
    const { code, message, fields, id } = told;
    res.set('Cache-Control', 'no-store');
    res.status(told.status).json({ error: { code, message, fields, ...(id && { id }) } });
  };
}

function tell(error: unknown, req: Request, res: Response, log: Log): Told {
  const { t } = preferencesOf(res);
  if (error instanceof Refusal) {
    const missing = error.status === 404;
    return {
      status: error.status,
      code: error.code,
      title: t(missing ? 'error.notFoundTitle' : 'error.refusedTitle'),
      message: error.code === 'not_found' ? t('error.notFound') : tellTo(t.lang, error),
      fields: tellFields(t.lang, error.fields),
      id: undefined,
    };
  }
  const known = knownRequestFault(error, t);
  if (known) return { ...known, fields: [], id: undefined };

  const id = randomHex(4);
  log.error(
    { err: withoutValues(error), errorId: id, method: req.method, route: routeOf(req) },
    'request failed',
  );
  return {
    status: 500,
    code: 'fault',
    title: t('error.faultTitle'),
    message: t('error.fault'),
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
function knownRequestFault(error: unknown, t: Translate) {
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const say = (name: string, title: TextKey, message: TextKey) => ({
    status,
    code: name,
    title: t(title),
    message: t(message),
  });
  if (code === 'EBADCSRFTOKEN') return say('csrf', 'error.csrfTitle', 'error.csrf');
  if (status === 415) return say('malformed', 'error.refusedTitle', 'error.charset');
  if (status === 413) return say('too_large', 'error.refusedTitle', 'error.tooLarge');
  return say('malformed', 'error.refusedTitle', 'error.malformed');
}
