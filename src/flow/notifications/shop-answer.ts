import { type Saying, saying } from '../../shared/saying.ts';
import type { ShopRequest } from '../protocols/index.ts';
import { saysSuccess } from './says-success.ts';

export type Judgement = { acknowledged: true } | { acknowledged: false; cause: Saying };

const QUOTED_CHARACTERS = 60;

/**
 * Whether a shop's answer means that it has taken the notification; if not, why.
 *
 * Wanted is `success` in any case. 彩虹易支付 is content with a body that contains it anywhere and ignores the
 * status, so shops answer with notices, tags or JSON around it (docs/reference/epay-v1.md, sections 5 and 9). We ask
 * for a 2xx status and for the word on its own (see says-success.ts), and refuse an answer that contradicts
 * itself: a notification too many does no harm, one too few is an order that was paid and not delivered.
 * A redirect is no answer; `location` is where it would have led. `asked`: the call that was made.
 */
export function judgeAnswer(
  status: number,
  body: string,
  location: string | null = null,
  asked: Pick<ShopRequest, 'href' | 'form'> = { href: '', form: null },
): Judgement {
  if (status >= 300 && status < 400) return refused(redirectCause(status, location, asked.href));
  if (status < 200 || status >= 300)
    return refused(statusCause(status, asked.form === null ? 'GET' : 'POST'));
  const text = body.replace(/^\ufeff/, '').trim();
  if (saysSuccess(text)) return { acknowledged: true };
  if (text === '') return refused(saying('cause.blank'));
  return refused(pageCause(text) ?? saying('cause.otherAnswer', { quote: quoted(text) }));
}

function refused(cause: Saying): Judgement {
  return { acknowledged: false, cause };
}

function redirectCause(status: number, location: string | null, href: string): Saying {
  if (!location) return saying('cause.redirect', { status });
  const target = location.replace(/[?#].*$/s, '');
  const values = { status, quote: quoted(target) };
  if (isSecureTwin(href, location)) return saying('cause.redirectHttps', values);
  return LOGIN.test(target) ? saying('cause.redirectLogin', values) : saying('cause.redirectTo', values);
}

/** The words of login pages' addresses. */
const LOGIN = /(?:^|[/_.-])(?:login|signin|sign-in|logon|passport|auth)(?:$|[/_.-])/i;

/** True when the redirect leads from http to the same place on https. */
function isSecureTwin(from: string, to: string): boolean {
  if (!/^http:/i.test(from) || !URL.canParse(to, from)) return false;
  const [asked, target] = [new URL(from), new URL(to, from)];
  return (
    target.protocol === 'https:' && asked.hostname === target.hostname && asked.pathname === target.pathname
  );
}

function statusCause(status: number, method: 'GET' | 'POST'): Saying {
  if (status === 404) return saying('cause.notFound');
  if (status === 401) return saying('cause.password');
  if (status === 403) return saying('cause.forbidden', { status });
  if (status === 405) {
    const other = method === 'GET' ? 'POST' : 'GET';
    return saying('cause.method', { method, other });
  }
  return saying('cause.status', { status });
}

/** What stands in place of the shop's answer when it is a whole page; null when it is none. */
function pageCause(text: string): Saying | null {
  if (!/<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return null;
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim() ?? '';
  const values = { title: title === '' ? '' : quoted(title) };
  if (CHALLENGE.test(text)) return saying('cause.challengePage', values);
  if (PASSWORD_FIELD.test(text) || LOGIN_TITLE.test(title)) return saying('cause.loginPage', values);
  return saying('cause.webPage', values);
}

const PASSWORD_FIELD = /<input[^>]+type=["']?password/i;

/** The words of login pages' titles. */
const LOGIN_TITLE = /登录|登陆|\blog ?in\b|\bsign ?in\b/i;

/** Marks of pages that ask a browser to prove that a person sits before it. */
const CHALLENGE =
  /cf-chl|challenge-platform|__jsl_clearance|acw_sc__v2|人机验证|安全验证|滑动验证|请完成验证|Just a moment/i;

/** Short: it is stored within the cause. */
function quoted(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  const cut = characters.length > QUOTED_CHARACTERS;
  return `“${characters.slice(0, QUOTED_CHARACTERS).join('')}${cut ? '…' : ''}”`;
}
