import { type RequestHandler, type Response, Router } from 'express';
import { localPath, readCookie } from '../shared/http.ts';
import { chooseLang, type Lang, type Translate, translator } from '../shared/i18n/index.ts';

export type Theme = 'light' | 'dark';

/** What a browser's owner prefers; kept in two cookies that carry nothing else. */
export interface Preferences {
  lang: Lang;
  t: Translate;
  /** Undefined: follow the system. */
  theme: Theme | undefined;
}

const A_YEAR_MS = 365 * 24 * 3_600_000;

/** Puts `lang`, `t` and `theme` into `res.locals`, for every page that follows. */
export const preferences: RequestHandler = (req, res, next) => {
  const lang = chooseLang(readCookie(req, 'lang'), req.headers['accept-language']);
  const theme = readCookie(req, 'theme');
  const found: Preferences = { lang, t: translator(lang), theme: isTheme(theme) ? theme : undefined };
  Object.assign(res.locals, found);
  next();
};

/** What `preferences` found; Chinese where it did not run. */
export function preferencesOf(res: Response): Preferences {
  const { lang, t, theme } = res.locals as Partial<Preferences>;
  return lang && t ? { lang, t, theme } : { lang: 'zh', t: translator('zh'), theme: undefined };
}

/** GET /lang/:lang and /theme/:theme (`auto` forgets the choice), then back to the local path `?back=`. */
export function preferenceRoutes(): Router {
  const router = Router();
  router.get('/lang/:lang', (req, res) => {
    const { lang } = req.params;
    if (lang === 'zh' || lang === 'en') remember(res, 'lang', lang, req.secure);
    res.redirect(303, localPath(req.query.back, '/console'));
  });
  router.get('/theme/:theme', (req, res) => {
    const { theme } = req.params;
    if (isTheme(theme)) remember(res, 'theme', theme, req.secure);
    else if (theme === 'auto') res.clearCookie('theme', { path: '/' });
    res.redirect(303, localPath(req.query.back, '/console'));
  });
  return router;
}

function remember(res: Response, name: string, value: string, secure: boolean): void {
  res.cookie(name, value, { path: '/', maxAge: A_YEAR_MS, sameSite: 'lax', httpOnly: true, secure });
}

function isTheme(text: string | undefined): text is Theme {
  return text === 'light' || text === 'dark';
}
