import { expect, test } from 'vitest';
import { callShop } from '../../../src/flow/notifications/call-shop.ts';
import { judgeAnswer } from '../../../src/flow/notifications/shop-answer.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { createOutbound } from '../../../src/shared/outbound.ts';
import { toOutboundError } from '../../../src/shared/outbound-error.ts';
import { fromStored, type Saying, say, saying, toStored } from '../../../src/shared/saying.ts';

const HAN = /\p{Script=Han}/u;

function causeOf(status: number, body = '', location: string | null = null, href = ''): Saying {
  const judged = judgeAnswer(status, body, location, { href, form: null });
  if (judged.acknowledged) throw new Error('it was acknowledged');
  return judged.cause;
}

const network = (code: string, host = 'shop.example') => toOutboundError(host, { code }).saying;

/** What is kept when this address, which resolves to this one, is to be called. */
async function causeOfCall(href: string, address: string, allowPrivate = false): Promise<Saying> {
  const lookup = () => Promise.resolve(address === '' ? [] : [{ address, family: 4 }]);
  const outbound = createOutbound({ allowPrivate, lookup });
  const { cause } = await callShop(
    { clock: systemClock, outbound },
    { host: 'shop.example', href, form: null },
    { tradeNo: '1', attempt: 1 },
  );
  if (!cause) throw new Error('it was acknowledged');
  return cause;
}

const causes: Saying[] = [
  ...[200, 301, 401, 403, 404, 405, 500, 502].map((status) => causeOf(status)),
  causeOf(200, 'sign error'),
  causeOf(200, '<html><title>Home</title></html>'),
  causeOf(200, '<html><body>hello</body></html>'),
  causeOf(200, '<html><title>Login</title></html>'),
  causeOf(200, '<html><title>Just a moment...</title></html>'),
  causeOf(302, '', 'https://shop.example/n', 'http://shop.example/n'),
  causeOf(302, '', 'https://shop.example/elsewhere'),
  causeOf(302, '', 'https://shop.example/login?next=1'),
  ...['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'SELF_SIGNED'].map(
    (code) => network(code),
  ),
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY', 'EPROTO', 'ECONNRESET', 'HPE_INVALID', ''].map(
    (code) => network(code),
  ),
  ...(await Promise.all(
    ['shop', 'ftp://shop.example', 'https://a:b@shop.example', 'https://shop.example:99999/'].map((url) =>
      causeOfCall(url, ''),
    ),
  )),
  await causeOfCall('http://shop.example/', '10.0.0.1'),
  await causeOfCall('http://shop.example/', '169.254.169.254', true),
  await causeOfCall('http://shop.example/', ''),
];

test.each(causes)('$say is told in the reader’s language, with nothing left to fill in', (cause) => {
  const kept = fromStored(toStored(cause));
  expect(say('en', kept)).not.toMatch(HAN);
  expect(say('zh', kept)).toMatch(HAN);
  for (const lang of ['zh', 'en'] as const) expect(say(lang, kept)).not.toMatch(/[{}]|undefined|null/);
});

test('what the shop said, the host and the code stay', () => {
  expect(say('en', causeOf(200, 'sign error'))).toContain('“sign error”');
  expect(say('en', causeOf(302, '', 'https://shop.example/login?next=1'))).toContain(
    '“https://shop.example/login”',
  );
  expect(say('en', network('ECONNREFUSED'))).toMatch(/shop\.example.*\(ECONNREFUSED\)$/);
});

test('a malformed address is told as the notification address, a fault within a call by its code', async () => {
  expect(await causeOfCall('https://shop.example:99999/', '')).toEqual(
    saying('cause.notifyAddress.port', { port: '99999' }),
  );
  const outbound = {
    get: () => Promise.reject(Object.assign(new Error('secret'), { code: 'EPIPE' })),
    postForm: () => Promise.reject(new Error('not asked')),
  };
  const request = { host: 'shop.example', href: 'https://shop.example/n?key=1', form: null };
  const call = await callShop({ clock: systemClock, outbound }, request, { tradeNo: '1', attempt: 1 });
  expect(call).toMatchObject({
    outcome: 'failed',
    cause: saying('cause.broken', { host: 'shop.example', code: ' (EPIPE)' }),
  });
});

test('the longest quotes, titles, hosts and codes fit the column', async () => {
  const wide = '\u0001"'.repeat(500);
  const host = `${'a.'.repeat(450)}example`;
  for (const cause of [
    causeOf(200, wide),
    causeOf(200, `<html><title>${wide}</title></html>`),
    causeOf(302, '', `/login/${wide}`),
    network('X'.repeat(2_000), host),
    await causeOfCall(`http://${host}/`, '10.0.0.1'),
    await causeOfCall(`http://shop.example:${wide}/`, ''),
  ])
    expect(toStored(cause).length, cause.say).toBeLessThanOrEqual(1_000);
});
