import { type Request, type Response, Router } from 'express';
import { explainRouting } from '../../flow/intake/index.ts';
import type { Order } from '../../flow/orders/index.ts';
import { confirmByHand, ruleToConfirm } from '../../flow/text-rules/index.ts';
import { Refusal, refuse } from '../../shared/errors.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainPassed, readPassed } from '../explain-passed.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { typedAmount } from '../typed-amount.ts';
import { readTrial, type TrialLive } from './read-trial.ts';
import { choiceOf, listTrialChoices, readChoice, type TrialChoice } from './trial-codes.ts';

const USUAL_FEN = 1 as Fen;
/** A slip of the finger must not ask for a month's wage. */
const MOST_FEN = 100_00 as Fen;

export interface TrialFormPage {
  accounts: { account: string; choices: Pick<TrialChoice, 'value' | 'text'>[] }[];
  inputs: { code: string; amount: string };
  trouble: Trouble | null;
}

export interface TrialPage {
  live: TrialLive;
}

/** /console/trial: an order of the owner's own, to see a payment go all its way. */
export function trialRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.get('/trial', may('trial.begin'), async (req, res) => {
    const text = (name: string) => (typeof req.query[name] === 'string' ? String(req.query[name]) : '');
    await showForm(res, { code: text('code'), amount: text('amount') }, null);
  });

  router.post('/trial', may('trial.begin'), async (req, res) => {
    const typed = formValues(req.body);
    try {
      const tradeNo = await begin(res, typed);
      res.redirect(303, `/console/trial/${tradeNo}`);
    } catch (error) {
      const trouble = troubleOf(error, preferencesOf(res).t);
      await showForm(res, { code: typed.code ?? '', amount: typed.amount ?? '' }, trouble);
    }
  });

  router.get('/trial/:tradeNo', may('trial.begin'), async (req, res) => {
    const order = await trialFor(req, res);
    const live = await readTrial(deps, actorOf(res), order, preferencesOf(res));
    renderPage<TrialPage>(res, 'console/trial', { page: { live } });
  });

  /** The lights alone, for the script that asks for them every few seconds. */
  router.get('/trial/:tradeNo/live', may('trial.begin'), async (req, res) => {
    const order = await trialFor(req, res);
    const live = await readTrial(deps, actorOf(res), order, preferencesOf(res));
    renderPage<TrialPage>(res, 'console/trial-live', { page: { live } });
  });

  /** "I have paid", of an account that is asked only then. */
  router.post('/trial/:tradeNo/paid', may('trial.begin'), async (req, res) => {
    const order = await trialFor(req, res);
    await deps.confirmPaid(order.tradeNo);
    res.redirect(303, `/console/trial/${order.tradeNo}`);
  });

  /** "This is money": the notification of the trial was the first of its kind. */
  router.post('/trial/:tradeNo/confirm', may('rule.confirm'), async (req, res) => {
    const order = await trialFor(req, res);
    const receipt = await load.receiptFor(actorOf(res), formValues(req.body).receipt);
    const rule = ruleToConfirm(receipt);
    if (rule !== null) await confirmByHand(deps, receipt, rule, actorOf(res));
    res.redirect(303, `/console/trial/${order.tradeNo}`);
  });

  async function trialFor(req: Request, res: Response): Promise<Order> {
    const order = await load.orderFor(actorOf(res), req.params.tradeNo);
    if (order.protocol !== 'trial') throw refuse('unknown_order');
    return order;
  }

  async function begin(res: Response, typed: FormValues): Promise<string> {
    const actor = actorOf(res);
    const { t } = preferencesOf(res);
    const chosen = readChoice(typed.code ?? '');
    const choices = (await choicesFor(res)).flatMap((one) => one.choices);
    const choice = chosen && choices.find(({ value }) => value === choiceOf(chosen.codeId, chosen.payType));
    if (!choice) throw refuseField('bad_trial', 'code', saying('console.trial.codeMissing'));
    const moneyFen = typedAmount((typed.amount ?? '').trim());
    if (moneyFen === null || moneyFen < USUAL_FEN || moneyFen > MOST_FEN)
      throw refuseField('bad_trial', 'amount', saying('console.trial.amountWrong'));
    const { pid, code, payType } = choice;
    try {
      const name = t('console.trial.orderName');
      return await deps.beginTrial({ pid, code, payType, moneyFen, name }, actor);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'no_code') throw await whyNot(res, choice, moneyFen);
      throw error;
    }
  }

  /** Why this very code takes no order now, beside the code. */
  async function whyNot(res: Response, { pid, code, payType }: TrialChoice, moneyFen: Fen): Promise<Refusal> {
    const merchant = await deps.merchants.get(deps.db, pid);
    const wanted = { payType, moneyFen, onlyCodeId: code.id };
    const { codes } = await explainRouting(deps.db, deps.rotation, merchant, wanted);
    const own = codes.find((one) => one.code.id === code.id);
    const [kept] = readPassed(own?.passed && [own.passed]);
    const why = kept ? explainPassed(kept.why, kept.values, preferencesOf(res).t) : '';
    return refuseField('bad_trial', 'code', saying('console.trial.codeTakesNone', { why }));
  }

  const choicesFor = (res: Response) => listTrialChoices(deps, actorOf(res).shown, preferencesOf(res));

  async function showForm(
    res: Response,
    typed: TrialFormPage['inputs'],
    trouble: Trouble | null,
  ): Promise<void> {
    const accounts = await choicesFor(res);
    const all = accounts.flatMap(({ choices }) => choices);
    // A link may name the code alone.
    const named = all.find(({ value }) => value === typed.code || value.startsWith(`${typed.code}:`));
    const inputs = {
      code: (named ?? all[0])?.value ?? '',
      amount: typed.amount || formatFen(USUAL_FEN),
    };
    const page: TrialFormPage = { accounts, inputs, trouble };
    renderPage<TrialFormPage>(res, 'console/trial-new', { page, status: trouble?.status ?? 200 });
  }

  return router;
}
