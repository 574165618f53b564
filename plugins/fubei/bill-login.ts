import { PlatformError, type PluginContext, tools, type Words } from '#plugin-api';
import { dataOf, post } from './gateway.ts';
import { loginAnswer, loginRefused } from './problems.ts';
import type { BillSession } from './session.ts';
import { BROWSER } from './sites.ts';
import { textOf } from './values.ts';

/** Throws PlatformError: 'needsPerson' where the platform first wants something of its owner. */
export async function logInToBills(context: PluginContext): Promise<BillSession> {
  const { username = '', password = '' } = context.settings;
  const fields = {
    ...{ username, subusername: '', password: tools.md5(password.trim()), code: '' },
    ...{ userAgent: BROWSER, cookie: '' },
  };
  const login = 'com.fshows.lifecircle.college.login';
  const { success, data, errorMsg } = loginAnswer(await post(context, null, login, fields));
  if (success !== true) throw loginRefused(errorMsg);
  const { accessToken, uid, hasSignedProtocol, hasPwReset } = dataOf(data);
  const token = textOf(accessToken);
  if (Number(hasSignedProtocol) === 2) throw new PlatformError('needsPerson', wanted.agreement);
  if (Number(hasPwReset) === 1) throw new PlatformError('needsPerson', wanted.newPassword);
  if (token === '') throw new PlatformError('needsPerson', wanted.something);
  return { token, uid: typeof uid === 'number' ? uid : textOf(uid) || null, storeId: null };
}

/** What it wants before it gives a token (A for the first two; the third: something else that its page would ask for, U). */
const wanted = {
  agreement: {
    zh: '付呗要求先签署服务协议。请用这个账号登录一次 b.51fubei.com 完成签署，再回来重新登录',
    en: 'Fubei wants an agreement signed first. Log in once at b.51fubei.com with this account, sign it, then log in again here',
  },
  newPassword: {
    zh: '付呗要求先修改登录密码。请登录 b.51fubei.com 改好，把新密码填到这里，再重新登录',
    en: 'Fubei wants the password changed first. Change it at b.51fubei.com, enter the new one here, then log in again',
  },
  something: {
    zh: '付呗没有给登录凭证，也没说为什么。请用浏览器登录一次 b.51fubei.com，看它要什么；用不了收款单的账号请把收款方式改成“只用码牌”',
    en: 'Fubei gave no token and does not say why. Log in once at b.51fubei.com in a browser and see what it wants, or use the plate code only',
  },
} satisfies Record<string, Words>;
