import type { RequestHandler, Response } from 'express';
import { Refusal } from '../shared/errors.ts';
import { preferencesOf } from '../web/index.ts';
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
    const { t } = preferencesOf(res);
    next(
      new Refusal('not_allowed', t('people.notAllowed', { role: t(`people.role.${actor.role}`) }), {
        status: 403,
      }),
    );
  };
  return Object.assign(guard, { deed });
}
