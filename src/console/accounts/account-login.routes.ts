import { type Response, Router } from 'express';
import { type Account, notePersonalLogin } from '../../flow/accounts/index.ts';
import type { LoginTest } from '../../flow/listening/index.ts';
import { refuse } from '../../shared/errors.ts';
import { say } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { type SessionTimes, sessionTimes } from './session-times.ts';

export interface AccountLoginPage {
  account: { id: number; platform: string; login: string };
  /** The picture that waits to be read; null: none. */
  ask: { id: string; picture: string; hint: string } | null;
  /** True: the account logs in with a password or keys. */
  canBegin: boolean;
  /** What to copy out of one's own browser; null: the platform takes no session. */
  handOver: string | null;
  /** True: handing over asks for the password. */
  asksPassword: boolean;
  times: SessionTimes;
  /** What the last step ended with. */
  problem: string | null;
  trouble: Trouble | null;
}

/** /console/accounts/:id/login: what only a person can do to log in: read a picture, hand over a session. */
export function accountLoginRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { plugins, logins } = deps;
  const load = createLoad(deps);

  router.get('/accounts/:id/login', may('account.test'), async (req, res) => {
    await show(res, await load.accountFor(actorOf(res), req.params.id), null, null);
  });

  router.post('/accounts/:id/login', may('account.test'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    await finish(res, account, 'begin', await logins.begin(account));
  });

  router.post('/accounts/:id/login/answer', may('account.test'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const { ask = '', answer = '' } = formValues(req.body);
    await finish(res, account, 'answer', await logins.answer(account, ask, answer));
  });

  router.post('/accounts/:id/login/hand-over', may('account.edit'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    try {
      // Whose session it is, is who says that money came.
      await askPassword.unlessConfirmed(req, res);
    } catch (error) {
      await show(res, account, null, troubleOf(error, preferencesOf(res).t));
      return;
    }
    const { pasted = '' } = formValues(req.body);
    await finish(res, account, 'handOver', await logins.handOver(account, pasted));
  });

  async function finish(
    res: Response,
    account: Account,
    way: 'begin' | 'answer' | 'handOver',
    { ok, problem, ask, isTooSoon }: LoginTest,
  ): Promise<void> {
    if (!isTooSoon) await notePersonalLogin(deps, account, { way, ok }, actorOf(res));
    if (ok) res.redirect(303, `/console/accounts/${account.id}?done=tested`);
    else {
      const told = (ask === null || isTooSoon) && problem ? say(preferencesOf(res).lang, problem) : null;
      await show(res, account, told, null);
    }
  }

  async function show(
    res: Response,
    account: Account,
    problem: string | null,
    trouble: Trouble | null,
  ): Promise<void> {
    const { lang } = preferencesOf(res);
    const platform = plugins.get(account.platform);
    if (platform.listening !== 'polled') throw refuse('not_found.login');
    const open = logins.openAsk(account.id);
    const { password, keys, handOver } = platform.login;
    const page: AccountLoginPage = {
      account: { id: account.id, platform: platform.name[lang], login: account.login },
      ask: open && { id: open.id, picture: open.picture, hint: open.hint[lang] },
      canBegin: password !== undefined || keys !== undefined,
      handOver: handOver?.help[lang] ?? null,
      asksPassword: askPassword.isNeeded(res.req),
      times: await sessionTimes(deps, account),
      problem,
      trouble,
    };
    const path = `/console/accounts/${account.id}/login`;
    renderPage<AccountLoginPage>(res, 'console/account-login', {
      page,
      path,
      status: trouble?.status ?? 200,
    });
  }

  return router;
}
