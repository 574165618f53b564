import { type Response, Router } from 'express';
import type { ShopParams } from '../../flow/intake/index.ts';
import type { Merchant } from '../../flow/merchants/index.ts';
import { judgeRequest } from '../../flow/protocols/index.ts';
import { insideShopRequest } from '../../flow/trial/index.ts';
import { covers } from '../../shared/actor.ts';
import { type Refusal, type ToldProblem, tellFields } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { isPayType, type PayType, payTypes } from '../../shared/pay-type.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { explainShopRefusal } from '../refused/explain-shop-refusal.ts';
import { typedAmount } from '../typed-amount.ts';
import { readRequest } from './read-request.ts';

/** What is shown of a request: its parameters as they were read, and what its signature should be. */
export interface SignVerdict {
  isRight: boolean;
  /** Empty where all is right. */
  what: string;
  remedy: string;
  params: { name: string; value: string; isSigned: boolean }[];
  content: string;
  keyEnd: string;
  given: string;
  signEnd: string;
  /** What is wrong besides. */
  others: ToldProblem[];
}

export interface SignCheckPage {
  pasted: string;
  pids: { pid: number; name: string }[];
  payTypes: readonly PayType[];
  order: { pid: string; type: string; amount: string };
  problems: ToldProblem[];
  /** Null: nothing was pasted yet. */
  verdict: SignVerdict | null;
}

const FIRST_AMOUNT = '0.01';
const MOST_FEN = 100_00;

/** /console/sign-check: what is wrong with a shop's request, and an order as a shop would send it. Keeps nothing. */
export function signCheckRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.get('/sign-check', may('refused.see'), async (_req, res) => {
    await show(res, {});
  });

  /** Changes nothing: it is a form because requests are too long, and too private, for an address. */
  router.post('/sign-check', may('refused.see'), async (req, res) => {
    const { pasted = '' } = formValues(req.body);
    const { t } = preferencesOf(res);
    const params = readRequest(pasted);
    const wrong = (message: string) => show(res, { pasted, problems: [{ field: 'pasted', message }] });
    if (!params) return wrong(t('console.signCheck.unread'));
    const merchant = await merchantOf(res, params.pid);
    if (!merchant) return wrong(t('console.signCheck.noMerchant', { pid: (params.pid ?? '').slice(0, 20) }));
    await show(res, { pasted, verdict: verdictOf(params, merchant, t) });
  });

  /** The browser goes to our own door with a request that is signed as that merchant's shop would. */
  router.post('/sign-check/order', may('trial.begin'), async (req, res) => {
    const { pid = '', type = '', amount = '' } = formValues(req.body);
    const { t } = preferencesOf(res);
    const moneyFen = typedAmount(amount.trim());
    if (moneyFen === null || moneyFen < 1 || moneyFen > MOST_FEN) {
      const problems = [{ field: 'amount', message: t('console.trial.amountWrong') }];
      return show(res, { order: { pid, type, amount }, problems });
    }
    const merchant = await load.merchantFor(actorOf(res), pid);
    const payType = isPayType(type) ? type : null;
    const params = insideShopRequest(merchant, { payType, moneyFen, name: t('console.trial.orderName') });
    res.redirect(303, `/submit.php?${new URLSearchParams(params)}`);
  });

  /** A foreign one is not there, as an unknown one. */
  async function merchantOf(res: Response, pid: string | undefined): Promise<Merchant | undefined> {
    if (!/^\d{1,9}$/.test(pid ?? '')) return undefined;
    const merchant = await deps.merchants.find(deps.db, Number(pid));
    return merchant && covers(actorOf(res).scope, merchant.pid) ? merchant : undefined;
  }

  function verdictOf(params: ShopParams, merchant: Merchant, t: Translate): SignVerdict {
    const judged = judgeRequest(params, merchant, deps.config);
    const told = judged.badSign && explained(judged.badSign, t);
    return {
      isRight: judged.badSign === null,
      what: told?.what ?? '',
      remedy: told?.remedy || (told?.answered ?? ''),
      params: Object.entries(params).map(([name, value]) => ({
        ...{ name, value },
        isSigned: name !== 'sign' && name !== 'sign_type' && value !== '',
      })),
      content: judged.content,
      keyEnd: merchant.key.slice(-4),
      given: params.sign ?? '',
      signEnd: judged.signEnd,
      others: judged.badForm ? tellFields(t.lang, judged.badForm.fields) : [],
    };
  }

  async function show(res: Response, more: Partial<SignCheckPage>): Promise<void> {
    const pids = await deps.merchants.listNames(deps.db, actorOf(res).shown);
    const order = { pid: String(pids[0]?.pid ?? ''), type: '', amount: FIRST_AMOUNT };
    const page: SignCheckPage = {
      ...{ pasted: '', pids, payTypes, order, problems: [], verdict: null },
      ...more,
    };
    const status = page.problems.length > 0 ? 400 : 200;
    renderPage<SignCheckPage>(res, 'console/sign-check', { page, status });
  }

  return router;
}

function explained({ code, reason = '', saying, fields }: Refusal, t: Translate) {
  const named = fields.map(({ field }): [string, string] => [field, '']);
  return explainShopRefusal({ code, reason, answer: saying, fields: named }, t);
}
