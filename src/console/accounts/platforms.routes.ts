import { Router } from 'express';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';

type Fact = ReturnType<PluginRegistry['get']>['facts'][number];

export interface PlatformsPage {
  platforms: {
    id: string;
    name: string;
    payTypes: readonly string[];
    facts: { text: string; rests: Fact['rests'] }[];
    counts: Record<Fact['rests'], number>;
    isUsed: boolean;
  }[];
  broken: { folder: string; problem: string }[];
}

/** GET /console/platforms: what each plugin relies on, and how sure we are of it. */
export function platformsRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/platforms', may('accounts.see'), async (_req, res) => {
    const { lang } = preferencesOf(res);
    const own = await deps.accounts.listWithin(deps.db, actorOf(res).scope);
    const used = new Set(own.map(({ platform }) => platform));
    const page: PlatformsPage = { platforms: [], broken: [] };
    for (const { folder, platform, problem } of deps.plugins.list()) {
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
      });
    }
    // The longest first: the columns come out even.
    page.platforms.sort((one, other) => other.facts.length - one.facts.length);
    renderPage<PlatformsPage>(res, 'console/platforms', { page });
  });

  return router;
}
