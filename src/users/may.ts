import type { RequestHandler, Response } from 'express';
import { refuse } from '../shared/errors.ts';
import { saying } from '../shared/saying.ts';
import type { UserActor } from './actor.ts';
import type { DeedName } from './deeds.ts';

/** A route's first handler, which tells what is done there. */
export type DeedGuard = RequestHandler & { deed: DeedName };

/** Who acts. Only for routes behind requireLogin. */
export function actingUser(res: Response): UserActor {
  const { actor } = res.locals as { actor?: UserActor };
  if (!actor) throw new Error('this route is not behind requireLogin');
  return actor;
}

/** Lets those on whose role may do this; to others it says so (403). */
export function may(deed: DeedName): DeedGuard {
  const guard: RequestHandler = (_req, res, next) => {
    const actor = actingUser(res);
    if (actor.may(deed)) return next();
    next(refuse('not_allowed', { role: saying(`people.role.${actor.role}`) }));
  };
  return Object.assign(guard, { deed });
}
