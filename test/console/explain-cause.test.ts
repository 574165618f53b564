import { expect, test } from 'vitest';
import { explainCause } from '../../src/console/explain-cause.ts';
import { judgeAnswer } from '../../src/flow/notifications/shop-answer.ts';
import { translator } from '../../src/shared/i18n/index.ts';
import { toOutboundError } from '../../src/shared/outbound-error.ts';
import { refuseMalformed } from '../../src/shared/shop-address.ts';

const HAN = /\p{Script=Han}/u;
const [zh, en] = [translator('zh'), translator('en')];

function causeOf(status: number, body = '', location: string | null = null, href = ''): string {
  const judged = judgeAnswer(status, body, location, { href, form: null });
  return judged.acknowledged ? '' : judged.cause;
}

const network = (code: string) => toOutboundError('shop.example', { code }).message;

const causes = [
  ...[200, 301, 401, 403, 404, 500, 502].map((status) => causeOf(status)),
  causeOf(405),
  causeOf(200, 'sign error'),
  causeOf(200, '<html><title>Home</title></html>'),
  causeOf(200, '<html><body>hello</body></html>'),
  causeOf(200, '<html><title>Login</title></html>'),
  causeOf(200, '<html><title>Just a moment...</title></html>'),
  causeOf(302, '', 'https://shop.example/n', 'http://shop.example/n'),
  causeOf(302, '', 'https://shop.example/elsewhere'),
  causeOf(302, '', 'https://shop.example/login?next=1'),
  ...['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'SELF_SIGNED'].map(
    network,
  ),
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY', 'EPROTO', 'ECONNRESET', 'HPE_INVALID', ''].map(
    network,
  ),
  ...['shop', 'ftp://shop.example', 'https://a:b@shop.example', 'https://shop.example:99999/'].map(
    (url) => refuseMalformed(url) ?? '',
  ),
  'shop.example 指向内网、本机或保留地址 10.0.0.1，已拒绝；如果商店确实在内网，请设置 ALLOW_PRIVATE_NOTIFY=true',
  'shop.example 指向链路本地、云主机元数据或保留地址 169.254.169.254，已拒绝；这类地址上不会有商城，请检查域名的解析',
  'shop.example 在 10 秒内没有完整回应',
  '对 shop.example 的请求被中止',
  '连不上 shop.example：域名没有解析到任何地址',
  ...['订单不存在，无法通知', '商户 1000 不存在，无法签名', '通知地址不是完整的网址'],
];

test.each(causes)('“%s” is told in the reader’s language, with nothing left to fill in', (cause) => {
  expect(explainCause(cause, en)).not.toMatch(HAN);
  expect(explainCause(cause, zh)).toMatch(HAN);
  for (const t of [zh, en]) expect(explainCause(cause, t)).not.toMatch(/[{}]|undefined|商店/);
});

test('what the shop said, the host and the code stay', () => {
  expect(explainCause(causeOf(200, 'sign error'), en)).toContain('“sign error”');
  expect(explainCause(causeOf(302, '', 'https://shop.example/login?next=1'), en)).toContain(
    '“https://shop.example/login”',
  );
  expect(explainCause(network('ECONNREFUSED'), en)).toMatch(/shop\.example.*\(ECONNREFUSED\)$/);
});

test('a cause that an older version kept, and one that nobody knows', () => {
  expect(explainCause('商店返回 HTTP 500', zh)).toBe('商城返回 HTTP 500');
  expect(explainCause('别的原因', en)).toBe('别的原因');
});
