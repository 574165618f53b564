import { saysSuccess } from './says-success.ts';

export type Judgement = { acknowledged: true } | { acknowledged: false; cause: string };

const QUOTED_CHARACTERS = 60;

/**
 * Whether a shop's answer means that it has taken the notification; if not, why, in words for people.
 *
 * Wanted is `success` in any case. 彩虹易支付 is content with a body that contains it anywhere and ignores the
 * status, so shops answer with notices, tags or JSON around it (reference/epay-v1.md, sections 5 and 9). We ask
 * for a 2xx status and for the word on its own (see says-success.ts), and refuse an answer that contradicts
 * itself: a notification too many does no harm, one too few is an order that was paid and not delivered.
 * A redirect is no answer; `location` is where it would have led.
 */
export function judgeAnswer(status: number, body: string, location: string | null = null): Judgement {
  if (status >= 300 && status < 400) return refused(redirectCause(status, location));
  if (status < 200 || status >= 300) return refused(statusCause(status));
  const text = body.replace(/^\ufeff/, '').trim();
  if (saysSuccess(text)) return { acknowledged: true };
  if (text === '') return refused('商城返回了空白内容，应返回 success');
  return refused(`商城没有返回 success，返回的是：${quoted(text)}`);
}

function refused(cause: string): Judgement {
  return { acknowledged: false, cause };
}

function redirectCause(status: number, location: string | null): string {
  if (!location) return `商城返回了跳转（HTTP ${status}），通知不会跟随跳转`;
  return `商城返回了跳转（HTTP ${status}，到 ${quoted(location.replace(/[?#].*$/s, ''))}），通知不会跟随跳转，请把通知地址改成最终地址`;
}

function statusCause(status: number): string {
  if (status === 404) return '商城返回 HTTP 404：通知地址不存在';
  if (status === 401 || status === 403) return `商城返回 HTTP ${status}：通知被拒绝，可能是防火墙或白名单`;
  return `商城返回 HTTP ${status}`;
}

function quoted(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  const cut = characters.length > QUOTED_CHARACTERS;
  return `“${characters.slice(0, QUOTED_CHARACTERS).join('')}${cut ? '…' : ''}”`;
}
