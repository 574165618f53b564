import { type Request, type Response, Router } from 'express';
import { recordDeed } from '../../flow/events/index.ts';
import { type Draft, type IdentityChange, meaningOf, POINT_NAMES } from '../../recorder/index.ts';
import { inTransaction } from '../../shared/db.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { isPayType } from '../../shared/pay-type.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf, userOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formList, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { usedBy } from '../plugins/used-by.ts';
import { type FoundPage, toFoundPage } from './found-page.ts';

/** A platform that was recorded before, and what its accounts would notice. */
export interface RecordAgain {
  accounts: number;
  /** What makes other payments of those that are there, in words. */
  changes: string[];
  /** Accounts use it and can't go on with that. */
  isRefused: boolean;
}

export interface RecordFoundPage extends FoundPage {
  /** Null for a platform that is new. */
  again: RecordAgain | null;
  asksPassword: boolean;
  trouble: Trouble | null;
  done: DoneNotice | null;
}

/**
 * /console/plugins/record/:draft: what was found in a recording, corrected, tried twice and enabled. A recording that is
 * over, or somebody else's, leads back to the beginning.
 */
export function recordDraftRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { clock, db, recorder } = deps;
  const base = '/plugins/record/:draft';
  const start = '/console/plugins/record';

  /** His own, or null: then he was sent on. */
  function find(req: Request, res: Response): Draft | null {
    const draft = recorder.drafts.find(String(req.params.draft), {
      userId: userOf(res).id,
      sessionId: req.sessionID,
    });
    if (!draft) res.redirect(303, `${start}?done=recordingOver`);
    return draft ?? null;
  }

  const audit = (res: Response, action: string, draft: Draft, detail: Record<string, unknown> = {}) =>
    recordDeed(db, actorOf(res), {
      ...{ at: clock.now(), action, subject: `plugin ${draft.platform.id}`, pid: null, detail },
    });

  router.get(base, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (draft) await show(req, res, draft);
  });

  router.post(`${base}/choose`, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    const values = formValues(req.body);
    const changed: string[] = [];
    const choices = { ...draft.choices };
    const before = recorder.analyse(draft);
    for (const name of POINT_NAMES) {
      const wish = values[`point_${name}`];
      if (wish === undefined || wish === (before.points[name].chosen?.id ?? '')) continue;
      choices[name] = wish;
      changed.push(name);
    }
    // Of another list everything else is found anew.
    draft.choices = changed.includes('list') ? { list: choices.list ?? '' } : choices;
    const payTypeValues = before.points.payType.chosen?.value.values ?? [];
    for (const [at, value] of payTypeValues.entries()) {
      const said = values[`pay_type_${at}`];
      if (said === undefined || said === meaningOf(draft, value)) continue;
      draft.payTypes[value] = isPayType(said) ? said : '';
      if (!changed.includes('payTypes')) changed.push('payTypes');
    }
    if (isPayType(values.only_pay_type ?? '') && values.only_pay_type !== draft.onlyPayType) {
      draft.onlyPayType = values.only_pay_type as Draft['onlyPayType'];
      changed.push('payTypes');
    }
    const origins = formList(req.body, 'origins');
    if (origins.length > 0) {
      const known = new Set(draft.recording.calls.map(({ url }) => url.origin));
      draft.origins = origins.filter((origin) => known.has(origin)).slice(0, 4);
    }
    if (changed.length > 0) await audit(res, 'platform.correct', draft, { points: changed });
    res.redirect(303, `${start}/${draft.id}?done=recordingChanged`);
  });

  router.post(`${base}/try`, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    try {
      const outcome = await recorder.tryOut(draft, formValues(req.body).answer ?? null);
      await audit(res, 'platform.try', draft, { ok: outcome });
      res.redirect(303, `${start}/${draft.id}#try`);
    } catch (error) {
      await show(req, res, draft, troubleOf(error, preferencesOf(res).t));
    }
  });

  router.post(`${base}/enable`, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    try {
      await askPassword.unlessConfirmed(req, res);
      const users = await usedBy(deps, db, draft.platform.id);
      const { isNew, content } = await recorder.finish(draft, users.length > 0);
      await inTransaction(db, async (trx) => {
        await recorder.save(trx, content, { by: actorOf(res).name, now: clock.now() });
        await recordDeed(trx, actorOf(res), {
          ...{ at: clock.now(), action: isNew ? 'platform.enable' : 'platform.change' },
          ...{ subject: `plugin ${draft.platform.id}`, pid: null, detail: { hosts: draft.origins } },
        });
      });
      recorder.drafts.forget(draft.id);
      await recorder.refresh();
      // Where accounts go on with it, nothing is to be added.
      const next = users.length > 0 ? `/console/platforms/` : '/console/accounts/new?platform=';
      res.redirect(303, `${next}${draft.platform.id}`);
    } catch (error) {
      await show(req, res, draft, troubleOf(error, preferencesOf(res).t));
    }
  });

  router.post(`${base}/export`, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    try {
      const isSkeleton = formValues(req.body).what === 'skeleton';
      const text = isSkeleton ? recorder.skeleton(draft) : recorder.written(draft);
      await audit(res, 'platform.export', draft);
      res
        .attachment(`${draft.platform.id}${isSkeleton ? '-skeleton' : ''}.json`)
        .type('application/json')
        .send(text);
    } catch (error) {
      await show(req, res, draft, troubleOf(error, preferencesOf(res).t));
    }
  });

  router.post(`${base}/own`, may('platform.record'), async (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    await recorder.makeOwn(draft);
    await audit(res, 'platform.correct', draft, { points: ['own'] });
    res.redirect(303, `${start}/${draft.id}?done=recordingChanged#enable`);
  });

  router.post(`${base}/discard`, may('platform.record'), (req, res) => {
    const draft = find(req, res);
    if (!draft) return;
    recorder.drafts.forget(draft.id);
    res.redirect(303, `${start}?done=recordingDropped`);
  });

  async function show(
    req: Request,
    res: Response,
    draft: Draft,
    trouble: Trouble | null = null,
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const analysis = recorder.analyse(draft);
    const users = await usedBy(deps, db, draft.platform.id);
    const page: RecordFoundPage = {
      ...toFoundPage(draft, analysis, { t, isProven: recorder.isProven(draft), now: clock.now() }),
      again: againOf(await recorder.changes(draft), { t, revision: draft.platform.revision, users }),
      ...{ asksPassword: askPassword.isNeeded(req), trouble, done: doneNotice(req.query.done) },
    };
    renderPage<RecordFoundPage>(res, 'console/recorder/found', { page, status: trouble?.status ?? 200 });
  }

  return router;
}

function againOf(
  changes: readonly IdentityChange[],
  { t, revision, users }: { t: Translate; revision: number; users: readonly unknown[] },
): RecordAgain | null {
  if (revision === 1) return null;
  return {
    accounts: users.length,
    changes: changes.map(({ part, before, after }) =>
      t('recorder.again.change', {
        part: t(`recorder.point.${part}`),
        before: before || t('recorder.none'),
        after: after || t('recorder.none'),
      }),
    ),
    isRefused: changes.length > 0 && users.length > 0,
  };
}
