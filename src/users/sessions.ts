import { hkdfSync } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Clock } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';
import { noteVisitor, SESSION_LIFETIME_MS, SessionStore } from './session-store.ts';

export const SESSION_COOKIE = 'mpay.sid';

/**
 * Gives every request its `req.session`. Nothing is stored and no cookie is set until something is put into it.
 * The cookie is out of reach for scripts, stays on this site, and is sent over https only where it was set there.
 */
export function sessions(deps: { db: Db; clock: Clock; appKey: string }): RequestHandler {
  const open = session({
    name: SESSION_COOKIE,
    secret: Buffer.from(hkdfSync('sha256', deps.appKey, '', 'mpay session cookie', 32)).toString('base64url'),
    store: new SessionStore(deps.db, deps.clock),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', path: '/', maxAge: SESSION_LIFETIME_MS },
  });
  return (req, res, next) => {
    open(req, res, (error: unknown) => {
      if (error) return next(error);
      noteVisitor(req);
      next();
    });
  };
}

/** Logs the browser in under a new session id; whatever it held before is worth nothing. */
export async function beginSession(req: Request, userId: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error: unknown) => (error ? reject(error) : resolve()));
  });
  req.session.userId = userId;
  noteVisitor(req);
  await new Promise<void>((resolve, reject) => {
    req.session.save((error: unknown) => (error ? reject(error) : resolve()));
  });
}

/** Ends the browser's session, here and in the table. */
export function endSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.destroy((error: unknown) => (error ? reject(error) : resolve()));
  });
}
