import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { readCookie } from '../shared/http.ts';
import { randomHex } from '../shared/random.ts';
import { equalText } from '../shared/secrets.ts';
import { CSRF_FIELD } from './csrf.ts';

const COOKIE = 'mpay.login';
const PATH = '/console/login';

/**
 * A token for a login form that is shown without a session, where new visitors have made too many: the cookie and the
 * form's field must fit together. Another site can set neither.
 */
export function issueFormToken(req: Request, res: Response): void {
  const secret = randomHex(16);
  res.cookie(COOKIE, secret, { httpOnly: true, sameSite: 'strict', secure: req.secure, path: PATH });
  res.locals.csrfToken = fieldOf(secret);
}

export function hasFormToken(req: Request): boolean {
  const secret = readCookie(req, COOKIE);
  const field: unknown = (req.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
  return Boolean(secret) && typeof field === 'string' && equalText(fieldOf(secret ?? ''), field);
}

export function dropFormToken(res: Response): void {
  res.clearCookie(COOKIE, { path: PATH });
}

function fieldOf(secret: string): string {
  return createHash('sha256').update(`login form ${secret}`).digest('hex');
}
