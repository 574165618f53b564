import { type Request, type Response, Router } from 'express';
import { recordAudit } from '../../flow/audit/index.ts';
import type { Db } from '../../shared/db.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import {
  beginSession,
  endSessionById,
  endSessionsOf,
  listSessionsOf,
  may,
  SHORTEST_PASSWORD,
  setPassword,
  type UserSession,
} from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf, userOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { browserWords } from './browser-words.ts';

export interface SecurityPage {
  username: string;
  shortest: number;
  /** This browser's own login first. */
  sessions: (UserSession & { browser: string })[];
  /** How many of them are not this browser's. */
  others: number;
  trouble: Trouble | null;
  done: DoneNotice | null;
}

/** /console/security: the password, and where the user is logged in. */
export function securityRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock } = deps;

  router.get('/security', may('self.change'), async (req, res) => {
    await show(req, res, { done: String(req.query.done ?? '') });
  });

  router.post('/security/password', may('self.change'), async (req, res) => {
    const { t } = preferencesOf(res);
    const user = userOf(res);
    const { next = '', again = '' } = formValues(req.body);
    try {
      if (next !== again) throw refuseField('mismatch', 'again', saying('password.mismatch'));
      await askPassword(req, res, 'current');
      const alsoDo = (trx: Db, ended: number) => note(trx, res, 'user.password', Math.max(0, ended - 1));
      await setPassword(deps, { user, next, alsoDo });
    } catch (error) {
      return show(req, res, { trouble: troubleOf(error, t) });
    }
    // This login ended with all the others: whoever knew its cookie is out too.
    await beginSession(req, user.id);
    res.redirect(303, '/console/security?done=passwordChanged');
  });

  router.post('/security/sessions/end-others', may('self.change'), async (req, res) => {
    const user = userOf(res);
    const sessionsEnded = await endSessionsOf(db, user.id, req.sessionID);
    await note(db, res, 'session.end', sessionsEnded);
    res.redirect(303, '/console/security?done=sessionsEnded');
  });

  router.post('/security/sessions/:id/end', may('self.change'), async (req, res) => {
    const user = userOf(res);
    if (await endSessionById(db, user.id, String(req.params.id))) {
      await note(db, res, 'session.end', 1);
    }
    res.redirect(303, '/console/security?done=sessionsEnded');
  });

  function note(trx: Db, res: Response, action: string, sessionsEnded: number): Promise<void> {
    const { userId, name, ip } = actorOf(res);
    const what = { action, subject: `user ${userId}`, pid: null, detail: { sessionsEnded } };
    return recordAudit(trx, { at: clock.now(), actor: name, ip, ...what });
  }

  async function show(
    req: Request,
    res: Response,
    { trouble = null, done = '' }: { trouble?: Trouble | null; done?: string },
  ): Promise<void> {
    const user = userOf(res);
    const sessions = await listSessionsOf(db, user.id, { now: clock.now(), thisSid: req.sessionID });
    const page: SecurityPage = {
      username: user.username,
      shortest: SHORTEST_PASSWORD,
      sessions: sessions
        .map((session) => ({ ...session, browser: browserWords(session.agent) }))
        .sort((one, other) => Number(other.isThis) - Number(one.isThis)),
      others: sessions.filter(({ isThis }) => !isThis).length,
      trouble,
      done: doneNotice(done),
    };
    renderPage<SecurityPage>(res, 'console/security', { page, status: trouble?.status ?? 200 });
  }

  return router;
}
