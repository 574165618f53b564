import type { Response } from 'express';
import { actingUser, type UserActor } from '../users/index.ts';
import type { PageUser } from '../web/index.ts';

/** Who is logged in. Only for routes behind requireLogin. */
export function userOf(res: Response): PageUser {
  const user = (res.locals as { user?: PageUser }).user;
  if (!user) throw new Error('this route is not behind requireLogin');
  return user;
}

/** What the logged-in person may do, and for whom. Only for routes behind requireLogin. */
export function actorOf(res: Response): UserActor {
  return actingUser(res);
}
