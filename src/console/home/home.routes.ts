import { Router } from 'express';
import { codes } from '../../flow/accounts/index.ts';
import type { Alert } from '../../flow/alerts/index.ts';
import type { Notification } from '../../flow/notifications/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { isNearby } from '../../shared/private-address.ts';
import { say } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, publicUrlOf, renderPage, untrustedProxyOf } from '../../web/index.ts';
import { type AccountName, listAccountNames } from '../account-names.ts';
import { type ShownHealth, showHealth, whyOf } from '../accounts/account-health.ts';
import { codeName as codeNameOf } from '../accounts/account-list.ts';
import { actorOf } from '../acting.ts';
import type { Calendar } from '../calendar.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { capped } from '../counts.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { createDayFigures } from './day-figures.ts';
import { explainAlert, type ShownAlert } from './explain-alert.ts';
import { firstSteps, type Step } from './first-steps.ts';
import { COUNT_SHOP_UP_TO, COUNT_UP_TO, findNeeds, type NeedsAttention } from './needs-attention.ts';
import { type ShownFigures, type ShownWeek, showFigures, showWeek } from './show-figures.ts';

const DAYS = 7;
const SHOPS_SHOWN = 5;

/** One that is still tried, with the words for why it failed so far. */
type ShownNotification = Omit<Notification, 'lastCause'> & { lastCause: string | null };

export interface HomePage {
  /** The day's date. */
  today: string;
  figures: ShownFigures;
  week: ShownWeek;
  attention: Omit<NeedsAttention, 'notifications'> & { notifications: ShownNotification[] };
  /** How many of each wait for a person, for people; an empty text: none. */
  counts: { unmatched: string; unconfirmed: string; unknownTexts: string; refusedRequests: string };
  /** Shops that were never told of payments: the first ones, and how many more there are. */
  givenUp: { shops: { host: string; count: string }[]; more: number };
  /** Accounts whose payments are not seen now. */
  accounts: (NeedsAttention['accounts'][number] & { health: ShownHealth; why: string })[];
  alerts: ShownAlert[];
  /** The owner's own way here leads over a proxy with this public address, which is not trusted; null: it does not. */
  publicProxy: string | null;
  needsNothing: boolean;
  /** Null once the first order has come. */
  start: { steps: Step[]; apiUrl: string; pids: number[] } | null;
  done: DoneNotice | null;
  platformName(id: string): string;
}

/** GET /console: how today goes, and what needs a person. */
export function homeRoutes(deps: ConsoleDeps, calendar: Calendar): Router {
  const router = Router();
  const figures = createDayFigures(deps.db, deps.clock, calendar);

  router.get('/', may('home.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const actor = actorOf(res);
    const { shown } = actor;
    const names = await listAccountNames(deps, shown, lang);
    const { attention, steps } = await findNeeds(deps, actor);
    // Connecting the phone is one of the steps then.
    if (!steps.hasOrder) attention.neverHeard = [];
    const codeName = await namesOfCodes(attention.alerts, shown, lang);
    const days = await figures.lastDays(DAYS, shown);
    const today = days.at(-1);
    if (!today) throw new Error('no day was counted');
    // His own request only: what strangers' requests claim is no reason to disturb him.
    const peer = req.headers['x-forwarded-proto'] ? untrustedProxyOf(req) : null;
    const publicProxy = actor.role === 'owner' && peer !== null && !isNearby(peer) ? peer : null;
    const needsNothing =
      publicProxy === null &&
      attention.accounts.length +
        attention.neverHeard.length +
        attention.alerts.length +
        attention.notifications.length +
        attention.givenUp.length +
        attention.unmatched +
        attention.unconfirmed +
        attention.unknownTexts +
        attention.refusedRequests ===
        0 &&
      !attention.noUsableCode &&
      !attention.untrustedProxy;
    const page: HomePage = {
      today: today.day,
      figures: showFigures(today),
      week: showWeek(days),
      counts: {
        unmatched: countText(attention.unmatched),
        unconfirmed: countText(attention.unconfirmed),
        unknownTexts: countText(attention.unknownTexts),
        refusedRequests: countText(attention.refusedRequests),
      },
      givenUp: {
        shops: attention.givenUp
          .slice(0, SHOPS_SHOWN)
          .map(({ host, count }) => ({ host, count: capped(count, COUNT_SHOP_UP_TO) })),
        more: Math.max(0, attention.givenUp.length - SHOPS_SHOWN),
      },
      publicProxy,
      attention: { ...attention, notifications: attention.notifications.map(explained(t)) },
      accounts: attention.accounts.map((one) => ({
        ...one,
        health: showHealth(one.account, one.pluginMissing),
        why: whyOf(one.account, lang),
      })),
      alerts: attention.alerts
        .map((alert) =>
          explainAlert(alert, names.get(alert.accountId ?? 0)?.text ?? '', t, codeName, actor.name),
        )
        .map((alert) =>
          alert.href.startsWith('/console/accounts') && !actor.may('accounts.see')
            ? { ...alert, href: '' }
            : alert,
        ),
      needsNothing,
      // Whoever can't set it up has nothing to do there.
      start:
        steps.hasOrder || !actor.may('account.add')
          ? null
          : {
              steps: firstSteps(
                { ...steps, nameOf: (id) => names.get(id)?.text ?? `#${id}`, firstAccountId: firstOf(names) },
                t,
              ),
              apiUrl: `${publicUrlOf(req, deps.config.publicUrl)}/`,
              pids: (await deps.merchants.listNames(deps.db, shown)).map(({ pid }) => pid),
            },
      done: doneNotice(req.query.done),
      platformName: (id) => deps.plugins.find(id)?.name[res.locals.lang as 'zh' | 'en'] ?? id,
    };
    renderPage<HomePage>(res, 'console/home', { page });
  });

  /** How people call the codes, where an alert names any. */
  async function namesOfCodes(
    alerts: Alert[],
    scope: Scope,
    lang: Lang,
  ): Promise<(codeId: number) => string> {
    const accounts = alerts.some(({ kind }) => kind === 'all_taken')
      ? await deps.accounts.listWithin(deps.db, scope)
      : [];
    const listed = await codes.listCodes(
      deps.db,
      accounts.map(({ id }) => id),
    );
    const byId = new Map(
      listed.map((code) => {
        const account = accounts.find(({ id }) => id === code.accountId);
        return [code.id, codeNameOf(code, account && deps.plugins.find(account.platform), lang)];
      }),
    );
    return (codeId) => byId.get(codeId) ?? `#${codeId}`;
  }

  return router;
}

function countText(count: number): string {
  return count === 0 ? '' : capped(count, COUNT_UP_TO);
}

function firstOf(names: Map<number, AccountName>): number | null {
  const [first] = names.keys();
  return first ?? null;
}

function explained(t: Translate) {
  return (notification: Notification): ShownNotification => ({
    ...notification,
    lastCause: notification.lastCause && say(t.lang, notification.lastCause),
  });
}
