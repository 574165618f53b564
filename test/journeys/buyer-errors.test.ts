import { parse } from 'node-html-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';

/** Every way in which submit.php says no to a buyer's browser: he is told in his language what he can do. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp('sqlite', { terminals: ['T-1'], config: { allowPrivateNotify: false } });
});
afterAll(() => app.stop());

const CHINESE = /[\u4e00-\u9fff]/;
/** A rightly signed form for a shop that may be called. */
const form = (changes: Record<string, string> = {}) =>
  app.form({ notify_url: 'https://shop.example/notify', ...changes });
const submit = (fields: Record<string, string>) => fetch(address(fields), { redirect: 'manual', headers });
const address = (fields: Record<string, string>) => `${app.url}/submit.php?${new URLSearchParams(fields)}`;
const headers = { 'accept-language': 'en' };

async function brokenForm(): Promise<Response> {
  const type = 'multipart/form-data; boundary=b';
  return fetch(`${app.url}/submit.php`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body: '--b\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n',
  });
}

async function otherTerms(): Promise<Response> {
  const first = form();
  expect((await submit(first)).status).toBe(302);
  return submit(form({ out_trade_no: first.out_trade_no ?? '', money: '11.00' }));
}

async function withoutCodes(): Promise<Response> {
  await app.place.db('codes').update({ enabled: false });
  const answer = await submit(form());
  await app.place.db('codes').update({ enabled: true });
  return answer;
}

async function tooManyFailures(): Promise<Response> {
  let last = await submit({ ...form(), sign: 'x' });
  for (let tries = 0; last.status !== 429 && tries < 200; tries++)
    last = await submit({ ...form(), sign: 'x' });
  return last;
}

test.each([
  ['nothing at all', () => submit({}), true],
  ['an unknown merchant', () => submit({ ...form(), pid: '77' }), true],
  ['a wrong amount', () => submit(form({ money: '1e5' })), true],
  ['a shop on a private address', () => submit(form({ notify_url: 'http://10.0.0.1/n' })), true],
  ['other terms', otherTerms, true],
  ['a broken form', brokenForm, true],
  [
    'a form that is too large',
    () =>
      fetch(`${app.url}/submit.php`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ name: 'x'.repeat(100_000) }),
      }),
    true,
  ],
  ['no code', withoutCodes, false],
  ['a wrong signature', () => submit({ ...form(), sign: 'x' }), true],
  ['too many failures', tooManyFailures, false],
  [
    'an unknown order',
    () => fetch(`${app.url}/Pay/console/20260301160000000000000000000000`, { headers }),
    false,
  ],
  ['an unknown page', () => fetch(`${app.url}/Pay/nowhere`, { headers }), false],
])(
  '%s: title and advice in English for an English browser; the reason is for the shop',
  async (_what, ask, isForShop) => {
    const answer = await ask();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const page = parse(await answer.text());
    for (const told of [page.querySelector('h1')?.text, page.querySelector('main > p')?.text]) {
      expect(told).toMatch(/[a-z]{3}/);
      expect(told).not.toMatch(CHINESE);
    }
    expect(/\S/.test(page.querySelector('.for-shop p')?.text ?? '')).toBe(isForShop);
  },
);
