import type { ShopRequest } from '../protocols/index.ts';
import { saysSuccess } from './says-success.ts';

export type Judgement = { acknowledged: true } | { acknowledged: false; cause: string };

const QUOTED_CHARACTERS = 60;

/**
 * Whether a shop's answer means that it has taken the notification; if not, why, in words for people.
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
  if (text === '') return refused('商城返回了空白内容，应返回 success');
  return refused(pageCause(text) ?? `商城没有返回 success，返回的是：${quoted(text)}`);
}

function refused(cause: string): Judgement {
  return { acknowledged: false, cause };
}

function redirectCause(status: number, location: string | null, href: string): string {
  if (!location) return `商城返回了跳转（HTTP ${status}），通知不会跟随跳转`;
  const target = location.replace(/[?#].*$/s, '');
  const where = `商城返回了跳转（HTTP ${status}，到 ${quoted(target)}）`;
  if (isSecureTwin(href, location))
    return `${where}，只是换成了 https：请在商城里把网站地址改成以 https:// 开头`;
  if (LOGIN.test(target)) return `${where}，像是登录页：通知地址不能要求登录，请检查通知地址和商城的登录设置`;
  return `${where}，通知不会跟随跳转，请把通知地址改成最终地址`;
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

function statusCause(status: number, method: 'GET' | 'POST'): string {
  if (status === 404) return '商城返回 HTTP 404：通知地址不存在';
  if (status === 401)
    return '商城返回 HTTP 401：通知地址要求用户名和密码（网站加了密码访问），请对这个地址取消密码';
  if (status === 403) return `商城返回 HTTP ${status}：通知被拒绝，可能是防火墙或白名单`;
  if (status === 405) {
    const other = method === 'GET' ? 'POST' : 'GET';
    return `商城返回 HTTP 405：通知地址不接受 ${method}，请在后台“商户”页把通知方式改成 ${other}`;
  }
  return `商城返回 HTTP ${status}`;
}

/** What stands in place of the shop's answer when it is a whole page; null when it is none. */
function pageCause(text: string): string | null {
  if (!/<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return null;
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim() ?? '';
  const named = title === '' ? '' : quoted(title);
  if (CHALLENGE.test(text))
    return `商城没有返回 success，返回的是防火墙的验证页${named}：请在防火墙或 CDN 里放行通知地址`;
  if (/<input[^>]+type=["']?password/i.test(text) || /登录|登陆|\blog ?in\b|\bsign ?in\b/i.test(title))
    return `商城没有返回 success，返回的是登录页${named}：通知地址不能要求登录`;
  return `商城没有返回 success，返回的是一个网页${named}，像是首页：请检查通知地址和商城的伪静态（rewrite）规则`;
}

/** Marks of pages that ask a browser to prove that a person sits before it. */
const CHALLENGE =
  /cf-chl|challenge-platform|__jsl_clearance|acw_sc__v2|人机验证|安全验证|滑动验证|请完成验证|Just a moment/i;

function quoted(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  const cut = characters.length > QUOTED_CHARACTERS;
  return `“${characters.slice(0, QUOTED_CHARACTERS).join('')}${cut ? '…' : ''}”`;
}
