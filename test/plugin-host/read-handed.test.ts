import { expect, test } from 'vitest';
import { readHanded } from '../../src/plugin-host/read-handed.ts';

test.each<[string, string, object]>([
  ['a token', ' eyJhbGciOi.J9 \n', { text: 'eyJhbGciOi.J9', cookies: {}, headers: {}, url: null }],
  ['cookies', 'JSID=abc==; theme=dark', { cookies: { JSID: 'abc==', theme: 'dark' }, url: null }],
  ['a header', 'Cookie: JSID=abc; theme=dark;', { cookies: { JSID: 'abc', theme: 'dark' } }],
  [
    'cURL of bash',
    `curl 'https://e.example/list?a=1' \\\n  -H 'Authorization: tok$en' \\\n  -H 'cookie: sid=1; b=2' \\\n  --data-raw $'{"a":"it\\'s \\u4e2d"}'`,
    {
      url: 'https://e.example/list?a=1',
      headers: { authorization: 'tok$en' },
      cookies: { sid: '1', b: '2' },
    },
  ],
  [
    'cURL with -b',
    `curl "https://e.example/" -b "sid=9" -H "x-a: \\"q\\""`,
    { url: 'https://e.example/', cookies: { sid: '9' }, headers: { 'x-a': '"q"' } },
  ],
  [
    'cURL of Windows',
    'curl ^"https://e.example/^" ^\r\n  -H ^"token: a^%^b^" ^\r\n  -b ^"sid=1^"',
    { url: 'https://e.example/', headers: { token: 'a%b' }, cookies: { sid: '1' } },
  ],
  [
    'fetch',
    'await fetch("https://e.example/api", {\n  "headers": { "Authorization": "t", "cookie": "sid=1" },\n  "body": null, "method": "POST" });',
    { url: 'https://e.example/api', headers: { authorization: 't' }, cookies: { sid: '1' } },
  ],
])('%s', (_, pasted, expected) => {
  expect(readHanded(pasted)).toMatchObject(expected);
});

test('nothing, and more than anybody pastes', () => {
  for (const pasted of ['', '  \n', 'x'.repeat(64 * 1024 + 1)]) expect(readHanded(pasted)).toBeNull();
});

test('what only looks like a request is a text, and nothing of it is run', () => {
  expect(readHanded('fetch(alert(1))')).toMatchObject({ url: null, headers: {}, cookies: {} });
  expect(readHanded("curl 'https://e.example/' -H '__proto__: x' -H 'constructor: y'")).toMatchObject({
    headers: { constructor: 'y' },
  });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('hostile text takes no time', () => {
  const begun = performance.now();
  for (const text of [
    `curl ${"'".repeat(60_000)}`,
    'a=b;'.repeat(15_000),
    `a=${' '.repeat(60_000)}`,
    `fetch("${'\\'.repeat(60_000)}`,
  ])
    readHanded(text);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
