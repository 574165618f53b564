import type { Request, Response } from 'express';
import { type MoneyRouteChange, tellMoneyRoute } from '../flow/alerts/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';
import { clientIp } from '../shared/http.ts';
import { recordAudit } from '../users/index.ts';
import type { PageUser } from '../web/index.ts';

/** Who is logged in. Only for routes behind requireLogin. */
export function userOf(res: Response): PageUser {
  const user = (res.locals as { user?: PageUser }).user;
  if (!user) throw new Error('this route is not behind requireLogin');
  return user;
}

/** Writes down what the logged-in person did; goes into the transaction of the change where there is one. */
export type Note = (
  db: Db,
  action: string,
  subject: string,
  detail?: Record<string, unknown>,
) => Promise<void>;

export function noteOf(clock: Clock, req: Request, res: Response): Note {
  const actor = userOf(res).username;
  const ip = clientIp(req) || null;
  return (db, action, subject, detail = {}) =>
    recordAudit(db, { at: clock.now(), actor, action, subject, detail, ip });
}

/** Tells the owner of the logged-in person's change of where money goes. */
export type TellRoute = (trx: Db, change: Omit<MoneyRouteChange, 'actor' | 'ip' | 'now'>) => Promise<void>;

export function tellRouteOf(clock: Clock, req: Request, res: Response): TellRoute {
  const actor = userOf(res).username;
  // Somebody without an address is still no terminal.
  const ip = clientIp(req) || '?';
  return (trx, change) => tellMoneyRoute(trx, { ...change, actor, ip, now: clock.now() });
}
