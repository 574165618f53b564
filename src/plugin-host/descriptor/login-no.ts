import { leafText } from './paths.ts';

/** What a platform's "no" to a login is about. `unsaid`: it has words that tell none of these. */
export type LoginNo = 'password' | 'picture' | 'locked' | 'later' | 'unsaid';

const MESSAGE =
  /^(?:\w*(?:msg|message|reason)|error(?:_?(?:info|text|desc(?:ription)?))?|info|desc|tips?|detail)$/i;
const MAX_SAID = 200;

const PICTURE = /验证码|校验码|captcha|verif(?:y|ication)[ _-]?code|image code/i;
const LOCKED = /锁定|冻结|封禁|停用|禁用|次数过多|次数超|locked|frozen|suspended|disabled|too many/i;
const LATER =
  /稍后|繁忙|频繁|超时|维护|系统(?:异常|错误)|网络|busy|later|timeout|timed out|maintenance|system error/i;
const PASSWORD =
  /密码|口令|账号|帐号|账户|帐户|用户名|用户不存在|商户不存在|手机号|password|credential|(?:user|account|login)(?: ?name)?\b/i;

/** What an answer says in words, at its top or one level below, without control characters; '' where it says nothing. */
export function wordsIn(json: unknown): string {
  const levels = [json, ...(isRecord(json) ? Object.values(json) : [])].filter(isRecord);
  for (const level of levels) {
    for (const [name, value] of Object.entries(level)) {
      const text = MESSAGE.test(name) ? plain(leafText(value)) : '';
      // A number or a word like "0" says nothing to people.
      if (/\p{Script=Han}|[a-z]{2}/iu.test(text)) return text;
    }
  }
  return '';
}

/**
 * What the words mean for the account. Only what speaks of the name or the password alone is taken for a wrong one: an
 * account that is stopped for less would miss payments.
 */
export function loginNo(words: string): LoginNo {
  if (LOCKED.test(words)) return 'locked';
  if (PICTURE.test(words)) return 'picture';
  if (LATER.test(words)) return 'later';
  return PASSWORD.test(words) ? 'password' : 'unsaid';
}

/** Without control characters, and bounded. */
export function plain(text: string | null): string {
  return (text ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_SAID);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
