import { Router } from 'express';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { listAccountNames } from '../account-names.ts';
import type { Calendar } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { publicUrlOf } from '../public-url.ts';
import { createDayFigures, type DayFigures } from './day-figures.ts';
import { explainAlert, type ShownAlert } from './explain-alert.ts';
import { type FirstSteps, findNeeds, type NeedsAttention } from './needs-attention.ts';

const DAYS = 7;

export interface HomePage {
  today: DayFigures;
  /** Oldest first, today last. */
  days: DayFigures[];
  attention: NeedsAttention;
  alerts: ShownAlert[];
  needsNothing: boolean;
  /** Null once the first order has come. */
  steps:
    | (FirstSteps & { apiUrl: string; pids: number[]; firstAccountId: number | null; forwardedIds: number[] })
    | null;
  done: string;
  platformName(id: string): string;
}

/** GET /console: how today goes, and what needs a person. */
export function homeRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();
  const figures = createDayFigures(deps.db, deps.clock, calendar);

  router.get('/', async (req, res) => {
    const { attention, steps } = await findNeeds(deps);
    const days = await figures.lastDays(DAYS);
    const today = days.at(-1);
    if (!today) throw new Error('no day was counted');
    const needsNothing =
      attention.accounts.length +
        attention.neverHeard.length +
        attention.alerts.length +
        attention.notifications.length +
        attention.unmatched +
        attention.unknownTexts ===
        0 && !attention.noUsableCode;
    const { lang, t } = preferencesOf(res);
    const names = await listAccountNames(deps, lang);
    const page: HomePage = {
      today,
      days,
      attention,
      alerts: attention.alerts.map((alert) =>
        explainAlert(alert, names.get(alert.accountId ?? 0)?.text ?? '', t),
      ),
      needsNothing,
      steps: steps.hasOrder ? null : { ...steps, ...(await connecting(req)) },
      done: String(req.query.done ?? ''),
      platformName: (id) => deps.plugins.find(id)?.name[res.locals.lang as 'zh' | 'en'] ?? id,
    };
    renderPage<HomePage>(res, 'console/home', { page });
  });

  async function connecting(req: Parameters<typeof publicUrlOf>[0]) {
    const [merchants, accounts] = [await deps.merchants.list(deps.db), await deps.accounts.list(deps.db)];
    return {
      apiUrl: `${publicUrlOf(req, deps.config.publicUrl)}/`,
      pids: merchants.map(({ pid }) => pid),
      firstAccountId: accounts[0]?.id ?? null,
      forwardedIds: accounts
        .filter(({ platform }) => deps.plugins.find(platform)?.listening === 'forwarded')
        .map(({ id }) => id),
    };
  }

  return router;
}
