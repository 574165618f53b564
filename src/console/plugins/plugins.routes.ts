import { type Request, type Response, Router } from 'express';
import { recordDeed } from '../../flow/events/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal, refuse, tell } from '../../shared/errors.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues } from '../form-values.ts';
import { type PlatformPage, platformPage } from './platform-page.ts';
import { matches, type PluginRow, type PluginState, pluginRows, pluginStates } from './plugin-rows.ts';
import { usedBy } from './used-by.ts';

export interface PluginsPage {
  rows: PluginRow[];
  /** How many there are, whatever is looked for. */
  count: number;
  form: { q: string; state: string };
  states: readonly PluginState[];
  isFiltered: boolean;
  /** True: there is an index to install from. */
  hasIndex: boolean;
  done: DoneNotice | null;
}

/** /console/platforms: the list of plugins, and a page for each platform; on, off and away. */
export function pluginsRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/platforms', may('accounts.see'), async (req, res) => {
    const { t } = preferencesOf(res);
    const own = await deps.accounts.listWithin(deps.db, actorOf(res).scope);
    const used = new Map<string, number>();
    for (const { platform } of own) used.set(platform, (used.get(platform) ?? 0) + 1);
    const form = { q: wordIn(req, 'q'), state: wordIn(req, 'state') };
    const all = pluginRows(deps.plugins, used, t);
    renderPage<PluginsPage>(res, 'console/plugins/list', {
      page: {
        rows: all.filter((row) => matches(row, form)),
        count: all.length,
        form,
        states: pluginStates.filter((state) => all.some((row) => row.state === state)),
        isFiltered: form.q !== '' || form.state !== '',
        hasIndex: deps.pluginCentre.indexAddress !== null,
        done: doneNotice(req.query.done),
      },
    });
  });

  router.get('/platforms/:id', may('accounts.see'), async (req, res) => {
    await show(req, res, String(req.params.id));
  });

  router.post('/platforms/:id/enabled', may('plugin.switch'), async (req, res) => {
    const id = String(req.params.id);
    const isOn = formValues(req.body).enabled === '1';
    await inTransaction(deps.db, async (trx) => {
      await deps.pluginShelf.set(trx, id, { isOn, now: deps.clock.now() });
      await recordDeed(trx, actorOf(res), {
        ...{ at: deps.clock.now(), action: isOn ? 'plugin.enable' : 'plugin.disable' },
        ...{ subject: `plugin ${id}`, pid: null },
      });
    });
    await deps.pluginShelf.look();
    res.redirect(303, `/console/platforms/${encodeURIComponent(id)}`);
  });

  router.post('/platforms/:id/remove', may('plugin.remove'), async (req, res) => {
    const id = String(req.params.id);
    try {
      await inTransaction(deps.db, async (trx) => {
        const users = await usedBy(deps, trx, id);
        if (users.length > 0) throw refuse('plugin_in_use', { count: users.length });
        await deps.pluginCentre.remove(trx, id);
        await recordDeed(trx, actorOf(res), {
          ...{ at: deps.clock.now(), action: 'plugin.remove', subject: `plugin ${id}`, pid: null },
        });
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'plugin_in_use') throw error;
      return show(req, res, id, error);
    }
    await deps.pluginShelf.look();
    res.redirect(303, '/console/platforms?done=pluginRemoved');
  });

  async function show(req: Request, res: Response, id: string, refused?: Refusal): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const users = await usedBy(deps, deps.db, id);
    const mine = await deps.accounts.listWithin(deps.db, actorOf(res).scope);
    const found = platformPage(deps, id, {
      ...{ mine, t, inUse: users.length },
      others: users.filter((user) => !mine.some((own) => own.id === user.id)).length,
    });
    if (!found) throw refuse('unknown_platform', { platform: id });
    if (refused) res.status(refused.status);
    renderPage<PlatformPage>(res, 'console/plugins/platform', {
      page: { ...found, done: doneNotice(req.query.done), trouble: refused ? tell(lang, refused) : '' },
    });
  }

  return router;
}

function wordIn(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === 'string' ? value.trim().slice(0, 100) : '';
}
