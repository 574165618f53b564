import { Router } from 'express';
import type { Config } from '../shared/config.ts';
import { preferencesOf, publicUrlOf, renderPage } from '../web/index.ts';
import type { DocPage } from './doc-page.ts';

/**
 * GET /doc: how a shop's programmer connects. Public, and without anything of a real merchant on it. The page and its
 * texts are loaded when somebody reads them. Goes after `preferences` and the security headers.
 */
export function docRoutes({ config }: { config: Pick<Config, 'publicUrl'> }): Router {
  const router = Router();
  router.get('/doc', async (req, res) => {
    const { toDocPage } = await import('./doc-page.ts');
    const { lang, t } = preferencesOf(res);
    const page = await toDocPage(publicUrlOf(req, config.publicUrl), lang, t);
    renderPage<DocPage>(res, 'doc/doc', { page });
  });
  return router;
}
