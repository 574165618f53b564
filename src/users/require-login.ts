import type { RequestHandler } from 'express';
import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { clientIp, wantsJson } from '../shared/http.ts';
import type { PageUser } from '../web/index.ts';
import { actorOf, type UserActor } from './actor.ts';
import { issueCsrfToken } from './csrf.ts';
import { findUserById } from './user.repository.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Set by requireLogin: who asks. */
      user?: PageUser;
      /** Set by requireLogin: what he may do, and for whom. */
      actor?: UserActor;
      /** For pages, which offer nobody what he may not do. */
      mayDo?: UserActor['may'];
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    /** The merchant that the user chose to look at; absent: all of his. */
    chosenPid?: number;
  }
}

/**
 * Lets only logged-in people on: `res.locals.user` is who, `res.locals.actor` what he may do and for whom, as it is at
 * this moment, and `csrfToken` is ready for the page. Others are sent to the login page and come back after it; a
 * program gets 401, as does a page's script.
 */
export function requireLogin({ db }: { db: Db }): RequestHandler {
  return async (req, res, next) => {
    const id = req.session.userId;
    const user = id === undefined ? undefined : await findUserById(db, id);
    if (user && user.disabledAt === null) {
      const actor = actorOf(user, { ip: clientIp(req) || null, chosen: req.session.chosenPid });
      Object.assign(res.locals, { user: { id: user.id, username: user.username }, actor, mayDo: actor.may });
      issueCsrfToken(req, res);
      return next();
    }
    // A form's address leads to the page that has the form.
    const back = req.method === 'GET' ? req.originalUrl : req.originalUrl.split('?')[0];
    const login = `/console/login?back=${encodeURIComponent(back ?? '/console')}`;
    if (wantsJson(req)) throw refuse('login_needed');
    res.redirect(303, login);
  };
}
