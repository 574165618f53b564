import ejs from 'ejs';
import type { Express, Response } from 'express';
import type { Lang, Translate } from '../shared/i18n/index.ts';
import { type Fen, formatFen, formatGroupedFen } from '../shared/money.ts';
import { viewsDir } from '../shared/paths.ts';
import type { Assets } from './assets.ts';
import { preferencesOf, type Theme } from './preferences.ts';
import { timeFormatter } from './time-formatter.ts';
import { localHost, numberParts, problemOf } from './view-helpers.ts';

/** Who is logged in, as far as a page shows it. */
export interface PageUser {
  id: number;
  username: string;
}

/** What every template may read beside what its first comment names. */
export interface ViewGlobals {
  t: Translate;
  lang: Lang;
  /** Undefined: as the system says. */
  theme: Theme | undefined;
  csrfToken: string;
  /** Undefined: nobody is logged in. */
  user: PageUser | undefined;
  /** Where links that come back lead. */
  path: string;
  /** The address of a static file or style sheet. */
  assets(name: string): string;
  formatTime(ms: number | null | undefined): string;
  formatFen(fen: Fen): string;
  formatGroupedFen(fen: Fen): string;
  /** True for what the logged-in person may do; see users/deeds.ts. */
  mayDo(deed: string): boolean;
  /** The switch between merchants; undefined: there is nothing to choose. */
  merchantChoice: MerchantChoice | undefined;
  problemOf: typeof problemOf;
  numberParts: typeof numberParts;
  localHost: typeof localHost;
}

/** Whose things lists show, in the console's head. */
export interface MerchantChoice {
  /** Two at least. */
  merchants: { pid: number; name: string }[];
  /** Null: all of them. */
  chosen: number | null;
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
  Object.assign(app.locals, {
    assets: (name: string) => assets.url(name),
    formatTime: timeFormatter(displayZone),
    formatFen,
    formatGroupedFen,
    problemOf,
    numberParts,
    localHost,
  } satisfies Partial<ViewGlobals>);
}

/** Answers with a page. The template gets `page`, whose type its first comment names, and the ViewGlobals. */
export function renderPage<Page>(
  res: Response,
  view: string,
  { page, status, path }: PageOptions<Page>,
): void {
  const { lang, t, theme } = preferencesOf(res);
  const locals = res.locals as Partial<Pick<ViewGlobals, 'csrfToken' | 'user' | 'mayDo' | 'merchantChoice'>>;
  if (status) res.status(status);
  // Pages hold one person's data or a moment's state; only files under /assets/ are worth keeping.
  if (!res.hasHeader('Cache-Control')) res.set('Cache-Control', 'no-store');
  const here = res.req.originalUrl;
  const own: Partial<ViewGlobals> = {
    t,
    lang,
    theme,
    csrfToken: locals.csrfToken ?? '',
    user: locals.user,
    mayDo: locals.mayDo ?? (() => false),
    merchantChoice: locals.merchantChoice,
    path: path ?? (res.req.method === 'GET' ? here : here.replace(/\?.*/s, '')),
  };
  res.render(view, { page, ...own });
}
