import { type HttpAnswer, jsonOf, PlatformError, type PluginContext, SessionGone, tools } from '#plugin-api';
import { itsWords, notUnderstood } from './problems.ts';
import type { BillSession } from './session.ts';
import { BROWSER, siteOf } from './sites.ts';
import type { Row } from './values.ts';

/** The newer back end, b.51fubei.com (docs/reference/aggregators.md, 8.2). */

const APP = 'CASHIER-DIGITAL';
const VERSION = '1.0.0';
/** Of the site's own script, the same for everybody: no secret. Where the site changes it, every call fails. */
const SALT = 'fXchxBDq';
/** "Log in again": the one refusal that a new login helps against. */
const SESSION_GONE = '1003';

/** MD5 over JSON with its keys in this order, every backslash taken out: those that escape the inner JSON too. */
export function gatewaySign(method: string, content: string): string {
  const signed = JSON.stringify({ appid: APP, content, method, salt: SALT, version: VERSION });
  return tools.md5(signed.replaceAll('\\', ''));
}

/** `session`: null before the login. Throws PlatformError. */
export async function post(
  context: PluginContext,
  session: BillSession | null,
  method: string,
  fields: Row,
): Promise<HttpAnswer> {
  const site = siteOf(context, 'bills');
  const content = JSON.stringify(fields);
  const form = { appid: APP, content, method, version: VERSION, sign: gatewaySign(method, content) };
  const headers = {
    accept: 'application/json, text/plain, */*',
    ...{ origin: site, referer: `${site}/`, 'user-agent': BROWSER },
    ...(session && { 'access-token': session.token }),
  };
  return context.http.postForm(`${site}/api/gateway`, form, { headers });
}

/**
 * `data` of a call that needs the login; the call is made once. SessionGone: nothing was done. PlatformError for any other
 * refusal: what its codes mean is unknown.
 */
export async function call(
  context: PluginContext,
  session: BillSession,
  method: string,
  fields: Row,
): Promise<Row> {
  const { success, data, errorCode, errorMsg } = jsonOf(await post(context, session, method, fields));
  if (success === true) return dataOf(data);
  if (String(errorCode) === SESSION_GONE) throw new SessionGone();
  const { zh, en } = itsWords(errorMsg);
  throw new PlatformError('broken', {
    zh: `付呗没有办成（${method}）${zh}`,
    en: `Fubei did not do it (${method})${en}`,
  });
}

/** Some calls answer nothing but that it was done. */
export function dataOf(data: unknown): Row {
  if (data === undefined || data === null) return {};
  if (typeof data !== 'object') throw notUnderstood('返回内容', 'answer');
  return data as Row;
}
