import { type Request, type Response, Router } from 'express';
import { recordDeed } from '../../flow/events/index.ts';
import { compareVersions, type Review } from '../../plugin-host/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal, refuse, tell } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import { csrfProtection, may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { type ReceivedPackage, receivePackage } from './receive-package.ts';
import { type ReviewPage, reviewPage } from './review-page.ts';

export interface InstallPage {
  hasIndex: boolean;
  /** True: what somebody came for is not kept any more. */
  isGone: boolean;
  trouble: string;
}

/** /console/plugins/…: a package is read, looked at, and only then installed. */
export function installRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();

  router.get('/plugins/install', may('plugin.install'), (req, res) => {
    showInstall(res, { isGone: req.query.gone === '1', trouble: '' });
  });

  router.post(
    '/plugins/install',
    may('plugin.install'),
    receivePackage,
    csrfProtection,
    async (_req, res) => {
      const received = (res.locals as { received?: ReceivedPackage }).received;
      try {
        if (!received) throw refuse('bad_package', { problem: saying('plugins.package.tooLarge') });
        const token = await deps.pluginCentre.stageFile(received, deps.clock.now());
        res.redirect(303, `/console/plugins/packages/${token}`);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        res.status(error.status);
        showInstall(res, { isGone: false, trouble: tell(preferencesOf(res).lang, error) });
      }
    },
  );

  router.get('/plugins/packages/:token', may('plugin.install'), async (req, res) => {
    await showReview(req, res, null);
  });

  router.post('/plugins/packages/:token', may('plugin.install'), csrfProtection, async (req, res) => {
    try {
      await askPassword.unlessConfirmed(req, res);
      const { platform } = (await install(req, res)).candidate;
      await deps.pluginShelf.look();
      res.redirect(303, `/console/platforms/${platform.id}?done=pluginInstalled`);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unknown_package')
        return res.redirect(303, '/console/plugins/install?gone=1');
      await showReview(req, res, troubleOf(error, preferencesOf(res).t));
    }
  });

  /** Sessions that were made for other hosts are forgotten in the same moment. */
  function install(req: Request, res: Response): Promise<Review> {
    const at = deps.clock.now();
    const actor = actorOf(res);
    return inTransaction(deps.db, async (trx) => {
      const review = await deps.pluginCentre.install(
        trx,
        { token: tokenOf(req), isConfirmed: formValues(req.body).hosts === 'confirmed' },
        { by: actor.name, now: at },
      );
      const { candidate, version, installed, newHosts } = review;
      const { id } = candidate.platform;
      if (installed && newHosts.length > 0) await deps.accounts.dropSessions(trx, id);
      await recordDeed(trx, actor, {
        ...{ at, action: installed ? 'plugin.update' : 'plugin.install', subject: `plugin ${id}`, pid: null },
        detail: { version, hosts: candidate.hosts.join(' ') },
      });
      return review;
    });
  }

  async function showReview(req: Request, res: Response, trouble: Trouble | null): Promise<void> {
    const token = tokenOf(req);
    const { t } = preferencesOf(res);
    const review = await deps.pluginCentre
      .review(deps.db, token, deps.clock.now())
      .catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'unknown_package') return null;
        throw error;
      });
    if (!review) return res.redirect(303, '/console/plugins/install?gone=1');
    const { id } = review.candidate.platform;
    const before = deps.plugins.all().find(({ folder }) => folder === id)?.platform ?? null;
    if (trouble) res.status(trouble.status);
    renderPage<ReviewPage>(res, 'console/plugins/review', {
      page: {
        ...reviewPage(review, { before, compare: compareVersions, t }),
        ...{ token, trouble, asksPassword: askPassword.isNeeded(req) },
      },
    });
  }

  function showInstall(res: Response, more: Pick<InstallPage, 'isGone' | 'trouble'>): void {
    renderPage<InstallPage>(res, 'console/plugins/install', {
      page: { ...more, hasIndex: deps.pluginCentre.indexAddress !== null },
    });
  }

  return router;
}

function tokenOf(req: Request): string {
  return String(req.params.token);
}
