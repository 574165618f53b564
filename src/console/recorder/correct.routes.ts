import { type Request, type Response, Router } from 'express';
import type { Account } from '../../flow/accounts/index.ts';
import { recordDeed } from '../../flow/events/index.ts';
import type { AskedOtherwise } from '../../flow/listening/index.ts';
import { receipts } from '../../flow/receipts/index.ts';
import { type Descriptor, platformOf } from '../../plugin-host/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { type CorrectPage, correctPage } from './correct-page.ts';

/**
 * /console/platforms/:id/correct: what is saved of a recorded platform, each part of it corrected, tried with the session of an
 * account, and saved. Without an account to try it with it is saved as untried, which settles nothing.
 */
export function correctRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { clock, db } = deps;
  const { corrector } = deps.recorder;
  const base = '/platforms/:id/correct';

  router.get(base, may('platform.record'), async (req, res) => {
    await show(req, res, await corrector.open(String(req.params.id)), {});
  });

  router.post(`${base}/try`, may('platform.record'), async (req, res) => {
    const saved = await corrector.open(String(req.params.id));
    const values = formValues(req.body);
    try {
      const next = corrector.correct(saved, values, preferencesOf(res).lang);
      const account = (await accountsOf(saved)).find(({ id }) => String(id) === values.account);
      const outcome = account ? await deps.askAsCorrected(account, platformOf(next)) : null;
      const isGood = outcome !== null && outcome.problem === null && outcome.receipts.length > 0;
      if (isGood) corrector.noteTried(next);
      await recordDeed(db, actorOf(res), {
        ...{ at: clock.now(), action: 'platform.try', subject: `plugin ${saved.id}`, pid: null },
        detail: { ok: isGood },
      });
      await show(req, res, saved, { values, next, outcome });
    } catch (error) {
      await show(req, res, saved, { values, trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  router.post(base, may('platform.record'), async (req, res) => {
    const saved = await corrector.open(String(req.params.id));
    const values = formValues(req.body);
    try {
      const next = corrector.correct(saved, values, preferencesOf(res).lang);
      const accounts = await accountsOf(saved);
      const ids = accounts.map(({ id }) => id);
      const { isUntried, content } = await corrector.finish(saved, next, {
        ...{ canTry: accounts.length > 0, hasPayments: await receipts.hasAny(db, ids) },
        asOwn: values.as_own === 'yes',
      });
      await askPassword.unlessConfirmed(req, res);
      await inTransaction(db, async (trx) => {
        await deps.recorder.save(trx, content, { by: actorOf(res).name, now: clock.now() });
        await recordDeed(trx, actorOf(res), {
          ...{ at: clock.now(), action: content.id === saved.id ? 'platform.change' : 'platform.enable' },
          ...{ subject: `plugin ${content.id}`, pid: null, detail: { hosts: content.hosts.join(' ') } },
        });
      });
      await deps.recorder.refresh();
      const done = isUntried ? 'platformUntried' : 'platformCorrected';
      res.redirect(303, `/console/platforms/${content.id}?done=${done}`);
    } catch (error) {
      await show(req, res, saved, { values, trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  /** Of all merchants: whatever is saved is theirs too. */
  async function accountsOf({ id }: Descriptor): Promise<Account[]> {
    return (await deps.accounts.list(db)).filter(({ platform }) => platform === id);
  }

  async function show(
    req: Request,
    res: Response,
    saved: Descriptor,
    at: {
      values?: FormValues;
      next?: Descriptor;
      outcome?: AskedOtherwise | null;
      trouble?: Trouble | null;
    },
  ): Promise<void> {
    const { values = {}, next, outcome = null, trouble = null } = at;
    const { t } = preferencesOf(res);
    const accounts = await accountsOf(saved);
    const ids = accounts.map(({ id }) => id);
    const changes = next ? corrector.changes(saved, next) : [];
    const page = correctPage(saved, {
      ...{ t, values, accounts, outcome, changes, hasPayments: await receipts.hasAny(db, ids) },
      isProven: next !== undefined && corrector.isProven(saved, next),
    });
    renderPage<CorrectPage>(res, 'console/recorder/correct', {
      page: { ...page, trouble, asksPassword: askPassword.isNeeded(req) },
      status: trouble?.status ?? 200,
    });
  }

  return router;
}
