import { type Request, type Response, Router } from 'express';
import { codes } from '../../flow/accounts/index.ts';
import { busyAnswer, explainRouting } from '../../flow/intake/index.ts';
import type { ToldProblem } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import { isPayType, type PayType, payTypes } from '../../shared/pay-type.ts';
import { say } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { codeName } from '../accounts/account-list.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainPassed, readPassed } from '../explain-passed.ts';
import { createLoad } from '../load.ts';
import { typedAmount } from '../typed-amount.ts';

/** One code, and what it would do with the order. */
export interface RoutedCode {
  id: number;
  href: string;
  name: string;
  account: string;
  verdict: 'takes' | 'later' | 'no';
  why: string;
}

export interface RoutingPage {
  pids: { pid: number; name: string }[];
  payTypes: readonly PayType[];
  inputs: { pid: string; type: string; amount: string };
  problems: ToldProblem[];
  /** Null: nothing was asked yet. */
  answer: { isTaken: boolean; title: string; text: string; codes: RoutedCode[] } | null;
}

/** /console/routing: which code would take an order now, and why the others would not. Makes none. */
export function routingRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.get('/routing', may('accounts.see'), async (req, res) => {
    const pids = await deps.merchants.listNames(deps.db, actorOf(res).shown);
    const query = (name: string) => (typeof req.query[name] === 'string' ? String(req.query[name]) : '');
    const inputs = {
      pid: query('pid') || String(pids[0]?.pid ?? ''),
      type: query('type') || payTypes[0],
      amount: query('amount'),
    };
    const { t } = preferencesOf(res);
    const moneyFen = typedAmount(inputs.amount.trim());
    const isAsked = req.query.amount !== undefined;
    const isWrong = isAsked && moneyFen === null;
    const answer =
      moneyFen !== null && isPayType(inputs.type)
        ? await answerFor(req, res, inputs.pid, inputs.type, moneyFen)
        : null;
    const problems = isWrong ? [{ field: 'amount', message: t('console.routing.amountWrong') }] : [];
    renderPage<RoutingPage>(res, 'console/routing', {
      page: { pids, payTypes, inputs, problems, answer },
      status: isWrong ? 400 : 200,
    });
  });

  async function answerFor(_req: Request, res: Response, pid: string, payType: PayType, moneyFen: Fen) {
    const { lang, t } = preferencesOf(res);
    const merchant = await load.merchantFor(actorOf(res), pid);
    const wanted = { payType, moneyFen };
    const told = await explainRouting(deps.db, deps.rotation, merchant, wanted);
    const accounts = await deps.accounts.list(deps.db, merchant.pid);
    const all = await codes.listCodes(
      deps.db,
      accounts.map(({ id }) => id),
    );
    const shown = told.codes.map(({ code: { id, accountId }, verdict, passed }): RoutedCode => {
      const account = accounts.find((one) => one.id === accountId);
      const platform = account && deps.plugins.find(account.platform);
      const code = all.find((one) => one.id === id);
      const [kept] = readPassed(passed && [passed]);
      return {
        id,
        href: `/console/accounts/${accountId}/codes/${id}`,
        name: code ? codeName(code, platform, lang) : `#${id}`,
        account: `${platform?.name[lang] ?? account?.platform} · ${account?.login}`,
        verdict,
        why: kept
          ? explainPassed(kept.why, kept.values, t)
          : t(verdict === 'takes' ? 'console.routing.turnFirst' : 'console.routing.turnLater'),
      };
    });
    const price = { amount: formatFen(moneyFen), type: t(`console.payType.${payType}`) };
    const { chosen } = told;
    if (chosen === null) {
      const no = busyAnswer(told.failure ?? { failure: 'no_code' });
      return {
        isTaken: false,
        title: t('console.routing.nobody', price),
        text: t('console.routing.nobodyText', { answer: say('shop', no.saying) }),
        codes: shown,
      };
    }
    const name = shown.find(({ id }) => id === chosen.codeId)?.name ?? '';
    return {
      isTaken: true,
      title: t('console.routing.answer', { ...price, code: name }),
      text: paysText(chosen, t),
      codes: shown,
    };
  }

  return router;
}

function paysText(
  { payableFen, isFixed }: { payableFen: Fen | null; isFixed: boolean },
  t: Translate,
): string {
  if (payableFen === null) return t('console.routing.paysBeside');
  const amount = formatFen(payableFen);
  return t(isFixed ? 'console.routing.paysFixed' : 'console.routing.paysExact', { amount });
}
