import type { Response } from 'express';
import { wantsJson } from '../shared/http.ts';
import { preferencesOf, renderPage } from '../web/index.ts';

/** What every address of the wizard answers once mpay is installed: 410, a page or, for programs, JSON. */
export function tellGone(res: Response): void {
  if (wantsJson(res.req)) {
    const error = { code: 'gone', message: preferencesOf(res).t('install.gone'), fields: [] };
    res.status(410).json({ error });
  } else renderPage(res, 'install/gone', { page: {}, status: 410 });
}
