import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { recordAudit } from '../flow/audit/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import type { FailureLimit } from '../shared/failure-limit.ts';
import { clientIp, localPath, networkOf } from '../shared/http.ts';
import { leadFormsHome, preferencesOf, renderPage, sharesAddress } from '../web/index.ts';
import { csrfProtection, issueCsrfToken } from './csrf.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import { dropFormToken, hasFormToken, issueFormToken } from './login-form-token.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';
import { beginSession, endSession, SESSION_COOKIE } from './sessions.ts';
import { findUserById, findUserByName, noteLogin } from './user.repository.ts';
import { waitText } from './wait-text.ts';

const LoginForm = z.object({
  username: z.string().max(200).catch(''),
  password: z.string().max(1_000).catch(''),
  back: z.string().catch(''),
});

export interface LoginPage {
  username: string;
  /** The path to go to after the login. */
  back: string;
  problem: string | undefined;
  notice: string | undefined;
}

export interface LoginDeps {
  db: Db;
  clock: Clock;
  passwords: Passwords;
  throttle: LoginThrottle;
  /** Counts browsers that are new here: each look at the form by one is a row in `sessions`. */
  newcomers: FailureLimit;
  /** Browsers whose users never wait for what strangers did. */
  known?: KnownBrowsers;
  /** Told of each login, with the request that brought the right password. */
  loggedIn?(req: Request): Promise<void>;
}

const HOME = '/console';
const LOGIN = '/console/login';

/** GET and POST /console/login, POST /console/logout. */
export function loginRoutes(deps: LoginDeps): Router {
  const { db, clock, passwords, throttle, newcomers, known } = deps;
  const router = Router();
  const formToken: RequestHandler = (req, res, next) =>
    hasFormToken(req) ? next() : csrfProtection(req, res, next);
  router.use('/console/login', formToken);
  router.use('/console/logout', csrfProtection);

  router.get('/console/login', async (req, res) => {
    const back = localPath(req.query.back, HOME);
    if (req.session.userId !== undefined) return res.redirect(303, back);
    const isTooMany = req.session.stored === undefined && (await newcomers.failed(networkOf(clientIp(req))));
    // Where everybody seems to have one address, the owner may be the next one of them.
    if (isTooMany && !sharesAddress(req)) {
      throw refuse('too_many.loginPages');
    }
    if (isTooMany) issueFormToken(req, res);
    else issueCsrfToken(req, res);
    const notice = req.query.out === '1' ? preferencesOf(res).t('login.loggedOut') : undefined;
    loginPage(res, { username: '', back, problem: undefined, notice });
  });

  router.post('/console/login', async (req, res) => {
    const { t } = preferencesOf(res);
    const form = LoginForm.parse(req.body ?? {});
    const back = localPath(form.back, HOME);
    const ip = clientIp(req);
    const again = (status: number, problem: string) => {
      if (hasFormToken(req)) issueFormToken(req, res);
      else issueCsrfToken(req, res);
      loginPage(res, { username: form.username, back, problem, notice: undefined }, status);
    };

    if (form.username.trim() === '' || form.password === '') return again(400, t('login.missing'));
    const user = await findUserByName(db, form.username);
    const attempt = await throttle.attempt(
      {
        username: form.username,
        ip,
        isShared: sharesAddress(req),
        browser: known?.find(req, user, clock.now()) ?? null,
      },
      () => passwords.matches(form.password, user?.passwordHash),
    );
    if (!attempt.right && attempt.waitSeconds > 0) {
      res.set('Retry-After', String(attempt.waitSeconds));
      return again(429, t('login.blocked', { wait: waitText(attempt.waitSeconds, t) }));
    }
    if (!user || !attempt.right) return again(401, t('login.wrong'));
    if (user.disabledAt !== null) return again(403, t('people.loginDisabled'));

    await beginSession(req, user.id);
    // The password was changed, or the user kept out, meanwhile: that ended the sessions there were, and this one came late.
    const now = await findUserById(db, user.id);
    if (now?.passwordHash !== user.passwordHash || now.disabledAt !== null) {
      await endSession(req);
      return res.redirect(303, '/console/login');
    }
    dropFormToken(res);
    known?.remember(req, res, user, clock.now());
    await deps.loggedIn?.(req);
    const at = clock.now();
    await noteLogin(db, user.id, at);
    const { id, username } = user;
    await recordAudit(db, {
      at,
      pid: null,
      actor: username,
      action: 'login',
      subject: `user ${id}`,
      detail: {},
      ip,
    });
    res.redirect(303, back);
  });

  router.post('/console/logout', async (req, res) => {
    const user = req.session.userId === undefined ? undefined : await findUserById(db, req.session.userId);
    await endSession(req);
    res.clearCookie(SESSION_COOKIE, { path: '/' });
    if (user) {
      const [at, ip] = [clock.now(), clientIp(req)];
      const { id, username } = user;
      await recordAudit(db, {
        at,
        pid: null,
        actor: username,
        action: 'logout',
        subject: `user ${id}`,
        detail: {},
        ip,
      });
    }
    res.redirect(303, '/console/login?out=1');
  });

  leadFormsHome(router, HOME);

  return router;
}

function loginPage(res: Response, page: LoginPage, status = 200): void {
  const path = page.back === HOME ? LOGIN : `${LOGIN}?back=${encodeURIComponent(page.back)}`;
  renderPage<LoginPage>(res, 'console/login', { page, status, path });
}
