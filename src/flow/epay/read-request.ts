import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';
import { type EpayParams, queryOf, readParams } from './epay-params.ts';

const BODY_LIMIT = '64kb';

/**
 * Middleware that reads a shop's form: urlencoded, or multipart as PHP's curl sends it for an array. The body stays
 * text, so that the signature is checked over what was received and not over what a parser made of it.
 */
export const shopForm: RequestHandler[] = [
  express.text({ type: 'application/x-www-form-urlencoded', limit: BODY_LIMIT }),
  multer({ limits: { fieldSize: 64 * 1024, fields: 50, parts: 50 } }).none(),
];

export function queryParams(req: Request): EpayParams {
  return readParams(queryOf(req.originalUrl));
}

/** The parameters of the form that came; none when there was no form. */
export function bodyParams(req: Request): EpayParams {
  const body: unknown = req.body;
  if (typeof body === 'string') return readParams(body);
  const params: EpayParams = Object.create(null);
  for (const [name, value] of Object.entries(body ?? {})) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') params[name] = last;
  }
  return params;
}

/** submit.php: the query alone when it names a pid, else the form. Source: reference/epay-v1.md, section 2 (E25). */
export function submittedParams(req: Request): EpayParams {
  const query = queryParams(req);
  return req.method === 'GET' || query.pid !== undefined ? query : bodyParams(req);
}
