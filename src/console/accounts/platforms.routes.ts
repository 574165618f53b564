import { Router } from 'express';
import { recordDeed } from '../../flow/events/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { inTransaction } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues } from '../form-values.ts';

type Fact = ReturnType<PluginRegistry['get']>['facts'][number];

export interface PlatformsPage {
  platforms: {
    id: string;
    name: string;
    payTypes: readonly PayType[];
    facts: { text: string; rests: Fact['rests'] }[];
    counts: Record<Fact['rests'], number>;
    isUsed: boolean;
    version: string;
    /** True: from the owner's own folder. */
    isOwn: boolean;
    isOff: boolean;
  }[];
  broken: { folder: string; problem: string }[];
}

/** /console/platforms: what each plugin relies on and how sure we are of it; each can be switched off and on. */
export function platformsRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/platforms', may('accounts.see'), async (_req, res) => {
    const { lang } = preferencesOf(res);
    const own = await deps.accounts.listWithin(deps.db, actorOf(res).scope);
    const used = new Set(own.map(({ platform }) => platform));
    const page: PlatformsPage = { platforms: [], broken: [] };
    for (const { folder, source, platform, problem } of deps.plugins.all()) {
      if (platform === null) {
        page.broken.push({ folder, problem });
        continue;
      }
      const counts = { seen: 0, inferred: 0, unknown: 0 };
      for (const { rests } of platform.facts) counts[rests] += 1;
      page.platforms.push({
        id: platform.id,
        name: platform.name[lang],
        payTypes: platform.payTypes,
        facts: platform.facts.map(({ fact, rests }) => ({ text: fact[lang], rests })),
        counts,
        isUsed: used.has(platform.id),
        version: platform.version,
        isOwn: source === 'own',
        isOff: deps.plugins.isOff(platform.id),
      });
    }
    // The longest first: the columns come out even.
    page.platforms.sort((one, other) => other.facts.length - one.facts.length);
    renderPage<PlatformsPage>(res, 'console/platforms', { page });
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
    res.redirect(303, `/console/platforms#${encodeURIComponent(id)}`);
  });

  return router;
}
