import { type HttpAnswer, jsonOf, PlatformError, SessionGone } from '#plugin-api';

const SITE_WORDS = 60;

export function broken(zh: string, en: string): PlatformError {
  return new PlatformError('broken', { zh, en });
}

export function notUnderstood(zh: string, en: string): PlatformError {
  return broken(
    `付呗的${zh}看不懂，可能是平台接口改版了`,
    `The ${en} of Fubei is not understood: its interface may have changed`,
  );
}

/** What the platform itself said, shortened, to stand behind words of ours; '' where it said nothing. */
export function itsWords(said: unknown): { zh: string; en: string } {
  const words = typeof said === 'string' ? said.trim().slice(0, SITE_WORDS) : '';
  return words ? { zh: `：${words}`, en: `: “${words}”` } : { zh: '', en: '' };
}

/** A login that was refused: in words of its own, which are all that is known of why. */
export function loginRefused(said: unknown): PlatformError {
  const { zh, en } = itsWords(said);
  return new PlatformError(
    'wrongPassword',
    {
      zh: `付呗不接受这次登录，请检查登录账号和密码${zh}`,
      en: `Fubei does not accept this login: check the login and the password${en}`,
    },
    { fields: ['username', 'password'] },
  );
}

/** The JSON of an answer to a login, where no session can be gone yet. */
export function loginAnswer(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    return jsonOf(answer);
  } catch (error) {
    throw error instanceof SessionGone ? loginRefused('HTTP 401') : error;
  }
}
