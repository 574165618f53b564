import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCall } from '../../src/recorder/read/build-call.ts';
import { readCurl } from '../../src/recorder/read/curl.ts';
import { readFetch } from '../../src/recorder/read/fetch.ts';
import { readHandedOver } from '../../src/recorder/read/handed-over.ts';
import { readHar } from '../../src/recorder/read/har.ts';
import { companyOf, likelyOrigins } from '../../src/recorder/read/keep-site.ts';
import { readPasted } from '../../src/recorder/read/pasted.ts';
import { shellWords } from '../../src/recorder/read/shell-words.ts';
import { LIMITS } from '../../src/recorder/recording.ts';
import { fen } from '../../src/shared/money.ts';
import { buildHar, NOON } from './build-har.ts';

const SITE = 'https://till.acme.cn';

describe('a HAR file', () => {
  test('is read whatever browser wrote it: bodies, cookies, redirects, base64 and GBK', () => {
    const gbk = Buffer.from([0xbd, 0xf0, 0xb6, 0xee]).toString('base64');
    const har = JSON.parse(
      buildHar([
        {
          url: `${SITE}/login`,
          body: new URLSearchParams({ u: 'a b', p: 'x' }),
          status: 302,
          answer: '',
          answerHeaders: { Location: '/home' },
          setCookies: { sid: 'abc=1' },
        },
        { url: `${SITE}/page`, type: 'text/html; charset=gbk', answer: '', cookies: { sid: 'abc=1' } },
        { url: `${SITE}/list`, body: { page: 1 }, answer: { rows: [] } },
      ]),
    );
    har.log.entries[1].response.content = {
      mimeType: 'text/html; charset=gbk',
      text: gbk,
      encoding: 'base64',
    };
    const read = readHar(JSON.stringify(har));
    if (!('ok' in read)) throw new Error(read.problem);
    const [login, page, list] = read.ok.calls;
    expect(login?.body).toEqual({
      kind: 'form',
      fields: [
        { name: 'u', value: 'a b' },
        { name: 'p', value: 'x' },
      ],
    });
    expect([login?.status, login?.setCookies]).toEqual([302, [{ name: 'sid', value: 'abc=1' }]]);
    expect(page?.answer).toEqual({ kind: 'html', text: '金额' });
    expect(page?.cookies).toEqual([{ name: 'sid', value: 'abc=1' }]);
    expect(list?.body).toMatchObject({ kind: 'json', value: { page: 1 } });
    expect(list?.answer).toMatchObject({ kind: 'json', value: { rows: [] } });
  });

  test('of a proxy holds answers as they came over the wire: base64 of gzip', () => {
    const har = JSON.parse(buildHar([{ url: `${SITE}/list`, answer: {} }]));
    const packed = (text: string) => gzipSync(text).toString('base64');
    const { content } = har.log.entries[0].response;
    Object.assign(content, { encoding: 'base64', text: packed('{"rows":[{"money":"0.01"}]}') });
    const rows = () => {
      const read = readHar(JSON.stringify(har));
      return 'ok' in read ? read.ok.calls[0]?.answer : read;
    };
    expect(rows()).toMatchObject({ kind: 'json', value: { rows: [{ money: '0.01' }] } });
    // What would grow without end is not unpacked.
    content.text = packed('{"a":"'.padEnd(LIMITS.answerBytes + 10, '0'));
    expect(rows()).toMatchObject({ kind: 'text' });
  });

  test('of another site names the hosts that were recorded', () => {
    const har = buildHar([{ url: 'https://www.baidu.com/s', answer: {} }]);
    expect(
      readHandedOver({ har, pasted: [] }, { site: new URL(SITE), known: { amountFen: fen(1), at: NOON } }),
    ).toEqual({ problem: 'other_site', hosts: ['www.baidu.com'] });
  });

  test('loses pictures, scripts, styles and preflights; a captcha’s picture and a script’s public key stay', () => {
    const key = `MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC${'k3Y'.repeat(50)}`.slice(0, 216);
    const read = readHar(
      buildHar([
        { url: `${SITE}/logo.png`, type: 'image/png', answer: 'x' },
        { url: `${SITE}/api/captcha?t=1`, type: 'image/png', answer: 'x' },
        { url: `${SITE}/app.js`, type: 'text/javascript', answer: `var k="${key}"` },
        { url: `${SITE}/style.css`, type: 'text/css', answer: 'a{}' },
        { method: 'OPTIONS', url: `${SITE}/list`, answer: '' },
        { url: 'wss://till.acme.cn/push', kind: 'websocket', answer: '' },
        { url: `${SITE}/list`, answer: { rows: [] } },
      ]),
    );
    if (!('ok' in read)) throw new Error(read.problem);
    expect(read.ok.calls.map(({ url }) => url.pathname)).toEqual(['/api/captcha', '/list']);
    expect(read.ok.keys).toEqual([{ key }]);
    expect(read.ok.hasStream).toBe(true);
  });

  test.each([
    ['', 'empty'],
    ['{"log":', 'not_json'],
    ['[1,2]', 'not_har'],
    ['{"log":{"entries":"no"}}', 'not_har'],
    ['{"log":{"entries":[null,1,{},{"request":{"url":"nowhere"}}]}}', 'no_calls'],
  ])('%j is told: %s', (text, problem) => {
    expect(readHar(text)).toEqual({ problem });
  });

  test('is bounded: 20 MB, 2,000 entries, 2 MB an answer', () => {
    expect(readHar(' '.repeat(LIMITS.harBytes + 1))).toEqual({ problem: 'too_large' });
    const many = Array.from({ length: 2_010 }, (_, at) => ({ url: `${SITE}/a/${at}`, answer: { at } }));
    const read = readHar(buildHar(many));
    if (!('ok' in read)) throw new Error(read.problem);
    expect([read.ok.calls.length, read.ok.leftOut]).toEqual([2_000, 10]);
    const long = buildHar([{ url: `${SITE}/a`, answer: 'x'.repeat(LIMITS.answerBytes + 1) }]);
    expect(readHar(long)).toMatchObject({ ok: { calls: [{ answer: null }] } });
  });

  test('of Chrome without cookies is recognised; one whose token stands in a header of its own is good', () => {
    const known = { amountFen: fen(1), at: NOON };
    const given = (har: string) => readHandedOver({ har, pasted: [] }, { site: new URL(SITE), known });
    const calls = [
      { url: `${SITE}/login`, body: { u: 'a' }, answer: { code: 0 } },
      { url: `${SITE}/list`, answer: { rows: [] } },
      { url: `${SITE}/list`, answer: { rows: [] } },
    ];
    expect(given(buildHar(calls, 'WebInspector'))).toEqual({ problem: 'sanitized' });
    expect(given(buildHar(calls, 'WebKit Web Inspector'))).toHaveProperty('ok');
    const withToken = calls.map((call) => ({ ...call, headers: { 'X-Token': '0123456789abcdef0123' } }));
    expect(given(buildHar(withToken, 'WebInspector'))).toHaveProperty('ok');
    const withoutAnswers = calls.map(({ answer: _, ...call }) => call);
    expect(given(buildHar(withoutAnswers))).toEqual({ problem: 'no_answer' });
  });

  test('of other hosts keeps those of the site’s company, and one that holds the payment', () => {
    const recording = {
      hosts: ['https://a.acme.com.cn', 'https://t.track.cn', 'https://acme.com.cn'].map((origin) => ({
        origin,
        calls: 1,
      })),
    };
    expect(likelyOrigins(recording, new URL('https://www.acme.com.cn/x'))).toEqual([
      'https://a.acme.com.cn',
      'https://acme.com.cn',
    ]);
    expect(companyOf('127.0.0.1')).toBe('127.0.0.1');
    const read = readHandedOver(
      {
        har: buildHar([
          { url: 'https://track.cn/hit', answer: { amount: '5.00' } },
          {
            url: 'https://api.pay-core.cn/list',
            answer: { rows: [{ amount: '0.01', time: '2026-03-01 12:00:00' }] },
          },
          { url: `${SITE}/`, answer: '<p>hello</p>' },
        ]),
        pasted: [],
      },
      { site: new URL(SITE), known: { amountFen: fen(1), at: NOON } },
    );
    expect(read).toMatchObject({
      ok: { origins: [SITE, 'https://api.pay-core.cn'], recording: { calls: [{}, {}] } },
    });
  });
});

describe('copied calls', () => {
  test('as fetch', () => {
    const call = readFetch(
      'fetch("https://till.acme.cn/list?a=1", {\n  "headers": { "X-Token": "t\\"1", "accept": "*/*" },\n  "referrer": "https://till.acme.cn/",\n  "body": "{\\"page\\":1}",\n  "method": "POST",\n  "mode": "cors"\n});',
    );
    expect(call).toMatchObject({ method: 'POST', url: `${SITE}/list?a=1`, body: '{"page":1}' });
    expect(call?.headers).toContainEqual({ name: 'x-token', value: 't"1' });
  });

  test("as cURL (bash): quotes, $'…', joined lines, cookies, and a body of its own", () => {
    const call = readCurl(
      `curl 'https://till.acme.cn/list' \\\n  -H 'X-Token: it'\\''s' \\\n  -b 'sid=1; b=2' \\\n  --data-raw $'{"note":"caf\\u00e9 \\x41\\n\\'"}' \\\n  --compressed`,
    );
    expect(call).toMatchObject({ method: 'POST', url: `${SITE}/list`, body: '{"note":"café A\n\'"}' });
    expect(call?.headers).toEqual([
      { name: 'x-token', value: "it's" },
      { name: 'cookie', value: 'sid=1; b=2' },
    ]);
    expect(buildCall(call ?? raw())?.cookies).toEqual([
      { name: 'sid', value: '1' },
      { name: 'b', value: '2' },
    ]);
  });

  test('as cURL (cmd): carets, quotes in quotes, percent signs', () => {
    const call = readCurl(
      'curl ^"https://till.acme.cn/list?q=^%^41^" ^\n  -X ^"POST^" ^\n  -H ^"x-token: a^%^b^" ^\n  --data-raw ^"^{^\\^"page^\\^":1,^\\^"t^\\^":^\\^"a b^\\^"^}^"',
    );
    expect(call).toMatchObject({ method: 'POST', url: `${SITE}/list?q=%41`, body: '{"page":1,"t":"a b"}' });
    expect(call?.headers).toEqual([{ name: 'x-token', value: 'a%b' }]);
  });

  test('of an older Chrome for cmd has plain quotes', () => {
    const call = readCurl(
      'curl "https://till.acme.cn/list" ^\n  -H "x-token: 1" ^\n  --data-raw "{\\"a\\":1}"',
    );
    expect(call).toMatchObject({ url: `${SITE}/list`, body: '{"a":1}' });
  });

  test('nothing in them is run or expanded, and no file is read', () => {
    const call = readCurl('curl "https://till.acme.cn/$(id)" -d @/etc/passwd -H "a: `id`"');
    expect(call).toMatchObject({ url: 'https://till.acme.cn/$(id)', body: '@/etc/passwd' });
    expect(shellWords("a $(b) $HOME 'c d'\\ e")).toEqual(['a', '$(b)', '$HOME', 'c d e']);
  });

  test('as cURL for bash, over several lines and with quotes of both kinds, as Safari and Firefox write it', () => {
    const safari = `curl '${SITE}/list' \\\n-X 'POST' \\\n-H 'Content-Type: application/json' \\\n--data-binary $'{"note":"it\\'s \\u4ed8"}'`;
    expect(readCurl(safari)).toMatchObject({ method: 'POST', body: `{"note":"it's 付"}` });
    const firefox = `curl "${SITE}/list" --compressed -X POST -H "Cookie: sid=a1" --data-raw "page=1&size=20"`;
    expect(readCurl(firefox)).toMatchObject({ url: `${SITE}/list`, body: 'page=1&size=20' });
  });

  test('as fetch for Node.js, whose cookies stand among the headers', () => {
    const call = readFetch(
      `fetch("${SITE}/list", {\n  "headers": {\n    "cookie": "sid=a1; k=v"\n  },\n  "body": null,\n  "method": "GET"\n});`,
    );
    expect(call && buildCall(call)?.cookies).toEqual([
      { name: 'sid', value: 'a1' },
      { name: 'k', value: 'v' },
    ]);
  });

  test.each([
    [
      'for PowerShell',
      `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.Cookies.Add((New-Object System.Net.Cookie("sid", "a1", "/", "till.acme.cn")))\nInvoke-WebRequest -UseBasicParsing -Uri "${SITE}/list" -WebSession $session`,
      'powershell',
    ],
    ['all as cURL', `curl '${SITE}/a' ;\ncurl '${SITE}/b'`, 'many_calls'],
    [
      'all as fetch',
      `fetch("${SITE}/a", {"method":"GET"}); ;\nfetch("${SITE}/b", {"method":"GET"});`,
      'many_calls',
    ],
    ['an address', `${SITE}/list`, 'not_a_call'],
    ['the request as it went over the wire', 'POST /list HTTP/1.1\nHost: till.acme.cn', 'not_a_call'],
  ])('%s: refused by name', (_name, call, problem) => {
    expect(readPasted([{ call, answer: '{}' }])).toEqual({ problem, at: 0 });
  });

  test('all as HAR, pasted where a call was meant, is read as the file that it is', () => {
    const har = buildHar([{ url: `${SITE}/list`, answer: { rows: [] } }]);
    const read = readHandedOver(
      { har: null, pasted: [{ call: har, answer: '' }] },
      { site: new URL(SITE), known: { amountFen: fen(1), at: NOON } },
    );
    expect('ok' in read && read.ok.recording.calls.map(({ url }) => url.pathname)).toEqual(['/list']);
  });

  test('are read with the answers beside them; the one that is not understood is named', () => {
    const list = { call: `curl '${SITE}/list'`, answer: 'HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n' };
    const read = readPasted([
      { call: '', answer: '' },
      list,
      { call: `fetch("${SITE}/list")`, answer: '{"rows":[]}' },
    ]);
    expect(read).toMatchObject({
      ok: {
        calls: [
          { at: 0, status: 302 },
          { at: 1, status: 200 },
        ],
      },
    });
    expect(readPasted([list, { call: 'POST /list', answer: '' }])).toMatchObject({
      problem: 'not_a_call',
      at: 1,
    });
    expect(readPasted([{ call: `curl '${SITE}'`, answer: 'x'.repeat(LIMITS.pastedBytes) }])).toMatchObject({
      problem: 'too_large',
    });
  });
});

function raw() {
  return {
    ...{ startedAt: null, method: 'GET', url: '', headers: [], body: null },
    ...{ status: null, answerHeaders: [], answer: null },
  };
}

describe('hostile input', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      "curl '",
      "curl $'\\u",
      'curl ^"',
      'fetch("',
      'curl -H',
      'curl "\\',
      '{"log":{"entries":[{}]}}',
    ),
    fc
      .array(
        fc.constantFrom(
          "'",
          '"',
          '\\',
          '^',
          '$',
          '\n',
          '\r\n',
          ' ',
          '{',
          '}',
          '-H',
          '--data-raw',
          'curl',
          'https://a.cn',
          '%',
          ':',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
  );

  test('no parser throws, whatever is pasted', () => {
    void fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        for (const text of [one, `curl ${one}`, `curl ^"${one}`, `fetch("${one}", {${other}})`]) {
          readCurl(text);
          readFetch(text);
          readPasted([{ call: text, answer: other }]);
          readHar(text);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('no HAR of whatever JSON throws', () => {
    const any = fc.jsonValue({ maxDepth: 4 });
    const entry = fc.record(
      {
        startedDateTime: any,
        _resourceType: any,
        request: fc.record({
          method: any,
          url: fc.oneof(any, fc.webUrl()),
          headers: any,
          cookies: any,
          postData: any,
        }),
        response: fc.record({
          status: any,
          headers: any,
          content: fc.oneof(any, fc.record({ text: any, encoding: any, mimeType: any })),
        }),
      },
      { requiredKeys: [] },
    );
    void fc.assert(
      fc.property(fc.array(fc.oneof(entry, any), { maxLength: 5 }), (entries) => {
        const given = {
          har: JSON.stringify({ log: { entries, creator: { name: 'WebInspector' } } }),
          pasted: [],
        };
        readHandedOver(given, { site: new URL(SITE), known: { amountFen: fen(1), at: NOON } });
      }),
      { numRuns: 500 },
    );
  });

  test('what is long or deep takes no long time', () => {
    const started = performance.now();
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const nasty = [
      `curl ${'\\'.repeat(500_000)}"`,
      `curl ${"'a' ".repeat(200_000)}`,
      `curl ^"${'^"'.repeat(300_000)}`,
      `fetch("${'\\"'.repeat(300_000)}`,
    ];
    for (const call of nasty) readPasted([{ call, answer: deep }]);
    readHar(
      buildHar([
        { url: `${SITE}/a`, answer: deep },
        { url: `${SITE}/b`, answer: `<table>${'<tr><td>'.repeat(50_000)}` },
      ]),
    );
    readHar(
      buildHar([
        {
          url: `${SITE}/c`,
          body: `${'a='.repeat(300_000)}`,
          answer: `{"__proto__":{"x":1},"a":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`,
        },
      ]),
    );
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
