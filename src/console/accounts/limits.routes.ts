import { type Request, type Response, Router } from 'express';
import { changeHourlyBudget, limitAccount, limitCode } from '../../flow/accounts/index.ts';
import { checkLimits, type Limits, type LimitTexts, limitFields } from '../../flow/code-limits/index.ts';
import { perHourOf } from '../../plugin-host/index.ts';
import { refuseField, refuseFields } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { typedAmount } from '../typed-amount.ts';
import { codeName } from './account-list.ts';
import { type LimitsCard, limitsCard } from './limits-card.ts';
import { type RequestsCard, requestsCard } from './requests-card.ts';

export interface LimitsPage {
  back: { href: string; text: string };
  /** What was wrong. */
  trouble: Trouble;
  limits: LimitsCard | null;
  requests: RequestsCard | null;
}

/** The limits of accounts and codes, and how many requests an account may make in an hour. The cards stand on their pages. */
export function limitsRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.post('/accounts/:id/limits', may('account.edit'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const { id, pid, platform, login } = account;
    const back = `/console/accounts/${id}`;
    await take(req, res, {
      save: (limits) => limitAccount(deps, account, limits, actorOf(res)),
      done: `${back}?done=limitsSaved#limits-title`,
      back: {
        href: back,
        text: `${deps.plugins.find(platform)?.name[preferencesOf(res).lang] ?? platform} · ${login}`,
      },
      card: { pid, accountId: id, codeId: null, limits: account.limits, action: `${back}/limits` },
    });
  });

  router.post('/accounts/:id/codes/:codeId/limits', may('code.edit'), async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    const { id, pid, platform } = account;
    const back = `/console/accounts/${id}/codes/${code.id}`;
    const text = codeName(code, deps.plugins.find(platform), preferencesOf(res).lang);
    await take(req, res, {
      save: (limits) => limitCode(deps, account, code, limits, actorOf(res)),
      done: `${back}?done=limitsSaved#limits-title`,
      back: { href: back, text },
      card: { pid, accountId: id, codeId: code.id, limits: code.limits, action: `${back}/limits` },
    });
  });

  router.post('/accounts/:id/budget', may('account.edit'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const { t, lang } = preferencesOf(res);
    const text = (formValues(req.body).hourly_budget ?? '').trim();
    const platform = deps.plugins.get(account.platform);
    const back = `/console/accounts/${account.id}`;
    try {
      const most = perHourOf(platform);
      if (text !== '' && !/^\d{1,6}$/.test(text))
        throw refuseField('bad_account', 'hourly_budget', saying('problem.notWhole'));
      const hourlyBudget = text === '' ? null : Number(text);
      await changeHourlyBudget(deps, account, { hourlyBudget, most }, actorOf(res));
      res.redirect(303, `${back}?done=budgetSaved#requests-title`);
    } catch (error) {
      const trouble = troubleOf(error, t);
      const requests = await requestsCard(deps, account, { typed: text, problems: trouble.fields });
      const page = {
        ...{ back: { href: back, text: `${platform.name[lang]} · ${account.login}` }, trouble },
        ...{ limits: null, requests },
      };
      renderPage<LimitsPage>(res, 'console/limits', { page, path: back, status: trouble.status });
    }
  });

  async function take(
    req: Request,
    res: Response,
    one: {
      save(limits: Limits): Promise<void>;
      done: string;
      back: LimitsPage['back'];
      card: Parameters<typeof limitsCard>[1];
    },
  ): Promise<void> {
    const values = formValues(req.body);
    const typed: LimitTexts = Object.fromEntries(limitFields.map((field) => [field, values[field] ?? '']));
    try {
      const { limits, problems } = checkLimits(typed, typedAmount);
      if (problems.length > 0) throw refuseFields('bad_limits', problems);
      await one.save(limits);
      res.redirect(303, one.done);
    } catch (error) {
      const trouble = troubleOf(error, preferencesOf(res).t);
      const limits = await limitsCard(deps, one.card, { typed, problems: trouble.fields });
      const page = { back: one.back, trouble, limits, requests: null };
      renderPage<LimitsPage>(res, 'console/limits', {
        page,
        path: one.back.href,
        status: trouble.status,
      });
    }
  }

  return router;
}
