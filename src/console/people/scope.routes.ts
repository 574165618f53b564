import { type RequestHandler, type Response, Router } from 'express';
import { covers } from '../../shared/actor.ts';
import { localPath } from '../../shared/http.ts';
import { may } from '../../users/index.ts';
import type { MerchantChoice } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues } from '../form-values.ts';

declare global {
  namespace Express {
    interface Locals {
      /** For the console's head; absent where there is nothing to choose. */
      merchantChoice?: MerchantChoice;
    }
  }
}

/** Readies the switch for every page of somebody who has several merchants. */
export function offerMerchants({ db, merchants }: Pick<ConsoleDeps, 'db' | 'merchants'>): RequestHandler {
  return async (_req, res, next) => {
    const { scope, shown } = actorOf(res);
    if (scope === 'all' || scope.length > 1) {
      const all = await merchants.listNames(db, scope);
      const chosen = shown !== scope && shown !== 'all' ? (shown[0] ?? null) : null;
      if (all.length > 1) res.locals.merchantChoice = { merchants: all, chosen };
    }
    next();
  };
}

/** The names of the merchants whose things stand in one list together; empty where it is of one. */
export function namesInList(res: Response): ReadonlyMap<number, string> {
  const { merchantChoice } = res.locals as { merchantChoice?: MerchantChoice };
  if (!merchantChoice || merchantChoice.chosen !== null) return new Map();
  return new Map(merchantChoice.merchants.map(({ pid, name }) => [pid, name]));
}

/** POST /console/scope: looks at one merchant from now on, or (pid '') at all. */
export function scopeRoutes(): Router {
  const router = Router();

  router.post('/scope', may('scope.choose'), (req, res) => {
    const { pid = '', back } = formValues(req.body);
    const chosen = /^\d{1,9}$/.test(pid) ? Number(pid) : null;
    if (chosen !== null && covers(actorOf(res).scope, chosen)) req.session.chosenPid = chosen;
    else delete req.session.chosenPid;
    res.redirect(303, localPath(back, '/console'));
  });

  return router;
}
