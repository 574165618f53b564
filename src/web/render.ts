import ejs from 'ejs';
import type { Express, Response } from 'express';
import { formatFen, formatGroupedFen } from '../shared/money.ts';
import { viewsDir } from '../shared/paths.ts';
import type { Assets } from './assets.ts';
import { preferencesOf } from './preferences.ts';
import { timeFormatter } from './time-formatter.ts';

/** Who is logged in, as far as a page shows it. */
export interface PageUser {
  id: number;
  username: string;
}

export interface PageOptions<Page> {
  /** The one object that the template reads. */
  page: Page;
  status?: number;
  /** Where links that come back lead, if not to the address that was asked for. */
  path?: string;
}

/** Makes `app` render views/*.ejs. `cached: false` reads a template at every page. */
export function useViews(
  app: Express,
  { assets, displayZone, cached }: { assets: Assets; displayZone: string; cached: boolean },
): void {
  app.set('views', viewsDir);
  app.set('view engine', 'ejs');
  app.engine('ejs', (file, data, done) => {
    ejs.renderFile(file, data as ejs.Data, { views: [viewsDir], cache: cached }, done);
  });
  app.set('view cache', cached);
  app.locals.assets = (name: string) => assets.url(name);
  app.locals.formatTime = timeFormatter(displayZone);
  app.locals.formatFen = formatFen;
  app.locals.formatGroupedFen = formatGroupedFen;
}

/**
 * Answers with a page. Every template gets `page`, `t`, `lang`, `theme`, `csrfToken`, `user`, `path` (for links
 * that come back here), `assets(name)`, `formatTime(ms)`, `formatFen(fen)` and `formatGroupedFen(fen)`.
 */
export function renderPage<Page>(
  res: Response,
  view: string,
  { page, status, path }: PageOptions<Page>,
): void {
  const { lang, t, theme } = preferencesOf(res);
  const locals = res.locals as { csrfToken?: string; user?: PageUser };
  if (status) res.status(status);
  // Pages hold one person's data or a moment's state; only files under /assets/ are worth keeping.
  if (!res.hasHeader('Cache-Control')) res.set('Cache-Control', 'no-store');
  res.render(view, {
    page,
    t,
    lang,
    theme,
    csrfToken: locals.csrfToken ?? '',
    user: locals.user,
    path: path ?? (res.req.method === 'GET' ? res.req.originalUrl : res.req.originalUrl.split('?')[0]),
  });
}
