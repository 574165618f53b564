import { type Handed, type LoginStep, PlatformError, type PluginContext, tools } from '#plugin-api';
import { ask, notUnderstood } from './back-end.ts';

/** What is kept of a login, beside the cookies: a session by cookies alone has also been reported (C). */
export interface Session {
  token: string | null;
}

/** Never null where something was kept: cookies alone may be the session. */
export function tokenOf(context: PluginContext): string | null {
  const { token } = (context.session ?? {}) as Partial<Session>;
  return typeof token === 'string' && token !== '' ? token : null;
}

/** The picture that stands before each login. Throws PlatformError 'needsPerson' where no password was entered. */
export async function beginLogin(context: PluginContext): Promise<LoginStep> {
  if (!context.settings.password) {
    throw new PlatformError('needsPerson', {
      zh: '没有填密码：请在“本人登录”页面粘贴浏览器里的登录状态，或者在设置里填上密码',
      en: 'No password is entered: hand over the session of your browser, or enter the password in the settings',
    });
  }
  const query = { time: String(context.now) };
  const { accepted, data } = await ask(context, '/public/captcha', { query });
  const { randomCodeBase64: picture, uuid } = data;
  if (!accepted || typeof picture !== 'string' || typeof uuid !== 'string' || uuid === '') {
    throw notUnderstood('验证码', 'captcha');
  }
  return {
    ask: {
      picture: picture.startsWith('data:') ? picture : tools.unwritten(picture, 'base64'),
      hint: { zh: '图中的字符', en: 'The characters in the picture' },
      memo: { uuid },
    },
  };
}

/** Any code but 0 is a refusal: which one means the picture, and which the password, is unknown (U). */
export async function finishLogin(
  context: PluginContext,
  { text, memo }: { text: string; memo: unknown },
): Promise<LoginStep> {
  const { username = '', password = '' } = context.settings;
  const { uuid } = (memo ?? {}) as { uuid?: unknown };
  const json = { loginName: username, password, randomCode: text, uuid, time: context.now };
  const { accepted, code, data } = await ask(context, '/public/login', { json });
  if (!accepted) throw refused(code);
  return { done: { token: typeof data.token === 'string' ? data.token : null } satisfies Session };
}

/** The token of what the owner pasted: a request's header, or the bare text. Null: it is a session by cookies. */
export function handedToken({ text, cookies, headers, url }: Handed): string | null {
  if (headers.token) return headers.token;
  const isBare = url === null && Object.keys(cookies).length === 0 && Object.keys(headers).length === 0;
  return isBare && /^[\w.~+/=-]{8,}$/.test(text) ? text : null;
}

function refused(code: string): PlatformError {
  return new PlatformError(
    'wrongPassword',
    {
      zh: `小Y经营不接受这次登录（代码 ${code}）：图中字符看错了，或者用户名、密码不对。平台不说是哪一种；多次输错可能被锁，请先核对`,
      en: `小Y经营 does not accept this login (code ${code}): the characters were misread, or the user name or password is wrong. It does not say which; too many tries may lock the account`,
    },
    { fields: ['username', 'password'] },
  );
}
