import { type HttpAnswer, PlatformError, type PluginContext, tools } from '#plugin-api';
import type { Keys } from './keys.ts';
import { refusalOf } from './refusals.ts';

export const HOST = 'openapi.alipay.com';
export const DEFAULT_BASE_URL = `https://${HOST}`;
const PATH = '/v3/alipay/data/bill/accountlog/query';

/**
 * One page of the statement, signed by us and its answer's signature checked (docs/reference/aggregators.md, section 9).
 * Throws PlatformError; 'unsigned' is what is said of an answer that Alipay's key has not signed: never rows.
 */
export async function askStatement(
  context: PluginContext,
  keys: Keys,
  query: Record<string, string>,
  unsigned: (why: 'missing' | 'wrong') => PlatformError = brokenSignature,
): Promise<Readonly<Record<string, unknown>>> {
  const base = context.settings.base_url || DEFAULT_BASE_URL;
  const path = `${PATH}?${new URLSearchParams(query)}`;
  const answer = await context.http.send({
    url: `${base}${path}`,
    headers: {
      authorization: authorize(keys, context.now, path),
      'alipay-request-id': tools.uuid(),
      accept: 'application/json',
    },
    follow: 'none',
  });
  if (answer.status !== 200) throw refusalOf(answer);
  const content = answer.json();
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new PlatformError('broken', {
      zh: '支付宝返回的不是账务明细，可能是接口改版或网络被劫持',
      en: 'What Alipay answered is no statement: its interface may have changed, or the network interferes',
    });
  }
  const { 'alipay-signature': signature = '' } = answer.headers;
  if (signature === '') throw unsigned('missing');
  if (!isSignedBy(keys.alipayPublicKey, answer, signature)) throw unsigned('wrong');
  return content as Record<string, unknown>;
}

function authorize({ appId, privateKey }: Keys, now: number, path: string): string {
  const said = `app_id=${appId},nonce=${tools.uuid()},timestamp=${now}`;
  // Nothing is sent along: the line of the body is empty.
  const sign = tools.rsa.sign('sha256', privateKey, `${said}\nGET\n${path}\n\n`);
  return `ALIPAY-SHA256withRSA ${said},sign=${sign}`;
}

function isSignedBy(key: string, { headers, bytes }: HttpAnswer, signature: string): boolean {
  const head = `${headers['alipay-timestamp'] ?? ''}\n${headers['alipay-nonce'] ?? ''}\n`;
  const signed = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\n')]);
  return tools.rsa.verify('sha256', key, signed, signature);
}

function brokenSignature(): PlatformError {
  return new PlatformError('broken', {
    zh: '收到的账务明细没有支付宝的有效签名，没有采用。支付宝公钥可能已更换，请到开放平台核对',
    en: 'The statement that came is not rightly signed by Alipay and was not used. Its public key may have changed',
  });
}
