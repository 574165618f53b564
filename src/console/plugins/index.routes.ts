import { type Response, Router } from 'express';
import { compareVersions } from '../../plugin-host/index.ts';
import { Refusal, tell } from '../../shared/errors.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';

export interface IndexPage {
  /** The host of the index; null: none is configured. */
  host: string | null;
  edition: number;
  entries: {
    id: string;
    name: string;
    summary: string;
    changes: string;
    version: string;
    /** `none`: not installed; `older`: an older one is; `same`: this one, or a newer, is; `taken`: it comes with the system. */
    installed: 'none' | 'older' | 'same' | 'taken';
    installedVersion: string;
  }[];
  trouble: string;
}

/** /console/plugins/index: what the configured index offers. It is asked only when this page is opened. */
export function indexRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/plugins/index', may('plugin.install'), async (_req, res) => {
    await show(res, null);
  });

  router.post('/plugins/index/:id', may('plugin.install'), async (req, res) => {
    try {
      const token = await deps.pluginCentre.stageFromIndex(String(req.params.id), deps.clock.now());
      res.redirect(303, `/console/plugins/packages/${token}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await show(res, error);
    }
  });

  async function show(res: Response, refused: Refusal | null): Promise<void> {
    const { lang } = preferencesOf(res);
    const address = deps.pluginCentre.indexAddress;
    const page: IndexPage = {
      ...{ host: address && new URL(address).host, edition: 0, entries: [] },
      trouble: refused ? tell(lang, refused) : '',
    };
    if (refused) res.status(refused.status);
    if (address !== null && refused?.code !== 'bad_index') {
      try {
        const { edition, plugins } = await deps.pluginCentre.readIndex();
        page.edition = edition;
        page.entries = plugins.map(({ id, name, summary, changes, version }) => ({
          ...{
            id,
            version,
            name: name[lang],
            summary: summary?.[lang] ?? '',
            changes: changes?.[lang] ?? '',
          },
          ...installedAs(id, version),
        }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        page.trouble = tell(lang, error);
      }
    }
    renderPage<IndexPage>(res, 'console/plugins/index', { page });
  }

  function installedAs(
    id: string,
    version: string,
  ): Pick<IndexPage['entries'][number], 'installed' | 'installedVersion'> {
    const plugin = deps.plugins.all().find(({ folder }) => folder === id);
    if (!plugin) return { installed: 'none', installedVersion: '' };
    if (!plugin.installed) return { installed: 'taken', installedVersion: '' };
    const { version: installedVersion } = plugin.installed;
    const isOlder = compareVersions(installedVersion, version) < 0;
    return { installed: isOlder ? 'older' : 'same', installedVersion };
  }

  return router;
}
