import {
  allPages,
  type FetchWindow,
  type HttpAnswer,
  jsonOf,
  PlatformError,
  type PluginContext,
  SessionGone,
  tools,
} from '#plugin-api';
import { PAGE, plateQuery } from './plate-query.ts';
import { itsWords, loginAnswer, loginRefused } from './problems.ts';
import type { Session } from './session.ts';
import { BROWSER, siteOf } from './sites.ts';

/** The older back end, e.51fubei.com (docs/reference/aggregators.md, 8.1). */

/** Its cookie first, then the login. Throws PlatformError. */
export async function logInToPlates(context: PluginContext): Promise<void> {
  const site = siteOf(context, 'plates');
  const { username = '', password = '' } = context.settings;
  const page = await context.http.get(`${site}/Index/Login/index`, { headers: { 'user-agent': BROWSER } });
  // A page is expected, no JSON: only what its status says matters.
  if (page.status !== 200) loginAnswer(page);
  const form = {
    ...{ username, password: tools.md5(password), latitude: '', longitude: '' },
    ...{ isAgree: '1', verifyCode: '', isOem: '2', isStopLogin: '1' },
  };
  const answer = loginAnswer(
    await context.http.postForm(`${site}/Login/handle`, form, {
      headers: headersOf(site, '/Index/Login/index'),
    }),
  );
  if (Number(answer.status) === 1) return;
  throw wantsCode(answer.msg) ? codeWanted(answer.msg) : loginRefused(answer.msg);
}

/**
 * Every row of the window. Anything but a list is taken for "not logged in" (A): SessionGone; but a page that comes after the
 * login again is 'broken'. Throws PlatformError.
 */
export async function listPlatePayments(
  context: PluginContext,
  session: Session,
  { from, to }: FetchWindow,
): Promise<unknown[]> {
  const path = '/User/NewFundManagement/tradestats';
  const site = siteOf(context, 'plates');
  if (!session.plates) throw new SessionGone();
  const { doubt } = session.plates;
  const note = (plates: Session['plates']) => {
    session.plates = plates;
    context.keepSession(session);
  };
  const rows = await allPages({ size: PAGE }, async (page) => {
    const query = plateQuery({ from, to }, page);
    const answer = await context.http.postForm(`${site}${path}`, query, { headers: headersOf(site, path) });
    if (isPage(answer)) {
      note(doubt === 'after' ? {} : { doubt: 'page' });
      if (doubt !== 'after') throw new SessionGone();
    }
    const { status, data } = jsonOf(answer);
    if (status !== 'ok' || !Array.isArray(data)) throw new SessionGone();
    return data;
  });
  if (doubt) note({});
  return rows;
}

/** No JSON, and no word of HTTP's own about why. */
function isPage(answer: HttpAnswer): boolean {
  return answer.json() === undefined && answer.status !== 401 && answer.status < 429;
}

function headersOf(site: string, path: string): Record<string, string> {
  return {
    accept: 'application/json, text/javascript, */*; q=0.01',
    origin: site,
    referer: `${site}${path}`,
    'user-agent': BROWSER,
    'x-requested-with': 'XMLHttpRequest',
  };
}

/** That it wants one, and how it says so, is not known: by the word itself, and by no other reason beside it. */
function wantsCode(said: unknown): boolean {
  return typeof said === 'string' && said.includes('验证码') && !said.includes('密码');
}

function codeWanted(said: unknown): PlatformError {
  const { zh, en } = itsWords(said);
  return new PlatformError('needsPerson', {
    zh: `付呗登录要验证码，这里代填不了。请用浏览器登录一次 e.51fubei.com，通过后再回来重新登录${zh}`,
    en: `Fubei wants a code at the login, which can’t be given here. Log in once at e.51fubei.com in a browser, then again here${en}`,
  });
}
