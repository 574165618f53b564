import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tools } from '../../src/plugin-api/index.ts';
import { findSecret, secretsOf } from '../../src/recorder/secrets.ts';
import { type Entry, NOON } from './build-har.ts';
import { codes, found, type Json, list, ROWS, recorded, SITE, TOKEN, TYPED, written } from './recorded.ts';

describe('what is found', () => {
  test('the list, and each field by the known payment', () => {
    const { analysis } = found(recorded());
    const { points } = analysis;
    expect(points.list.chosen?.value.rows).toEqual({ json: 'data.rows[*]' });
    expect(points.amount.chosen?.value).toEqual({ path: 'money', unit: 'yuan', strip: '' });
    expect(points.number.chosen?.value).toEqual({ path: 'orderNo' });
    expect(points.time.chosen?.value).toMatchObject({ paths: ['payTime'], zone: '+08:00' });
    expect(points.status.chosen?.value).toEqual({ path: 'status', values: ['PAID', 'REFUND'] });
    expect(points.payType.chosen?.value.path).toBe('channel');
    expect(points.window.chosen?.id).toBe('begin … end');
    expect(codes(analysis)).toEqual([]);
  });

  test.each([
    ['fen as a number', { money: 1 }, { money: 1_990 }, { unit: 'fen' }],
    ['fen as text', { money: '1' }, { money: '1990' }, { unit: 'fen' }],
    ['yuan as a number', { money: 0.01 }, { money: 19.9 }, { unit: 'yuan' }],
    ['yuan with sign and commas', { money: '¥0.01' }, { money: '¥1,019.90' }, { unit: 'yuan', strip: '¥,' }],
  ])('an amount: %s', (_name, one, other, wanted) => {
    const rows = [
      { ...ROWS[0], ...one },
      { ...ROWS[1], ...other },
    ];
    expect(found(recorded({ rows })).analysis.points.amount.chosen?.value).toMatchObject(wanted);
  });

  test('of several amounts the one before discounts; the owner picks another', () => {
    const rows = ROWS.map((row) => ({
      ...row,
      money: undefined,
      orderAmount: row.money,
      receivedAmount: row.money,
    }));
    expect(found(recorded({ rows })).analysis.points.amount.chosen?.id).toBe('orderAmount|yuan');
    const choices = { amount: 'receivedAmount|yuan' };
    expect(found(recorded({ rows }), { choices }).analysis.points.amount.chosen?.id).toBe(
      'receivedAmount|yuan',
    );
  });

  test('a number must tell all apart and be the same in both fetches', () => {
    const withRow = (rows: Json[]) =>
      rows.map((row, at) => ({ ...row, rowKey: `render-${rows.length}-${at}-00000000` }));
    const entries = recorded({
      lists: [{ answer: list(withRow(ROWS.slice(1))) }, { answer: list(withRow(ROWS)) }],
    });
    expect(found(entries).analysis.points.number.options.map(({ id }) => id)).toEqual(['orderNo']);
    const without = ROWS.map(({ orderNo: _, ...row }, at) => ({ ...row, line: at }));
    expect(codes(found(recorded({ rows: without })).analysis)).toEqual(['noNumber']);
  });

  test('a number that JavaScript can’t hold is read by its digits', () => {
    const text = JSON.stringify(list(ROWS)).replace(/"orderNo":"W(\d+)(\d\d)"/g, '"orderNo":9$1$2');
    const entries = recorded({ lists: [{ answer: text }, { answer: text }] });
    expect(found(entries).analysis.points.number.chosen?.value).toEqual({ path: 'orderNo' });
  });

  test.each([
    ['2026-03-01T12:00:00', 'YYYY-MM-DDTHH:mm:ss', '+08:00'],
    ['2026/03/01 12:00:00', 'YYYY/MM/DD HH:mm:ss', '+08:00'],
    ['20260301120000', 'YYYYMMDDHHmmss', '+08:00'],
    ['2026年03月01日 12:00:00', 'YYYY年MM月DD日 HH:mm:ss', '+08:00'],
    [String(NOON), 'ms', '+08:00'],
    [NOON / 1_000, 's', '+08:00'],
    ['2026-03-01T04:00:00Z', 'iso', '+08:00'],
    ['2026-03-01 04:00:00', 'YYYY-MM-DD HH:mm:ss', '+00:00'],
    ['2026-03-01 13:00:00', 'YYYY-MM-DD HH:mm:ss', '+09:00'],
  ])('a time like %s', (payTime, form, zone) => {
    const { points } = found(recorded({ rows: [{ ...ROWS[0], payTime }], lists: [{}] })).analysis;
    expect(points.time.chosen?.value).toMatchObject({ form, zone });
  });

  test('of two payments of one amount it is the one of that time', () => {
    const twins = [
      { ...ROWS[0], orderNo: 'W2026030112040011', payTime: '2026-03-01 12:04:00', channel: 'ALI' },
      ...ROWS,
    ];
    for (const [minutes, place] of [
      [0, 1],
      [4, 0],
    ] as const) {
      const { points } = found(recorded({ rows: twins }), { at: NOON + minutes * 60_000 }).analysis;
      expect(points.list.chosen?.value.known).toBe(place);
    }
  });

  test('the amount at another time is told as such', () => {
    const { analysis } = found(recorded(), { at: NOON + 5 * 3_600_000 + 17 * 60_000 });
    expect(analysis.obstacles).toEqual([{ code: 'otherTime', left: 'again', name: '2026-03-01 12:00:00' }]);
  });

  test('a stretch of time in two values each, in one value, or as counts', () => {
    const ask = (body: Json) => written(recorded({ lists: [{ body }, { body }] })).list.step.body.json;
    expect(
      ask({ beginDate: '20260301', beginTime: '000000', endDate: '20260301', endTime: '235959' }),
    ).toEqual({
      ...{
        beginDate: '{from:YYYYMMDD}',
        beginTime: '{from:HHmmss}',
        endDate: '{to:YYYYMMDD}',
        endTime: '{to:HHmmss}',
      },
    });
    expect(ask({ range: '2026-03-01 00:00:00 - 2026-03-01 23:59:59' })).toEqual({
      range: '{from:YYYY-MM-DD HH:mm:ss} - {to:YYYY-MM-DD HH:mm:ss}',
    });
    expect(ask({ start: NOON - 3_600_000, end: NOON + 3_600_000 })).toEqual({
      start: '{from:ms:number}',
      end: '{to:ms:number}',
    });
  });

  test('a day that nothing moves is no list to live with', () => {
    const body = { date: '2026-03-01' };
    expect(found(recorded({ lists: [{ body }, { body }] })).analysis.obstacles).toMatchObject([
      { code: 'oneDay', name: 'date' },
    ]);
  });

  test('pages, rows from where on, and a cursor', () => {
    const window = { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59' };
    const pages = (one: Json, other: Json, more: [Json, Json] = [{}, {}]) =>
      written(
        recorded({
          lists: [
            { body: { ...window, ...one }, answer: list(ROWS, more[0]) },
            { body: { ...window, ...other }, answer: list(ROWS, more[1]) },
          ],
        }),
      ).list;
    const byPage = pages({ pageNo: 1, pageSize: 20 }, { pageNo: 1, pageSize: 20 }, [
      { total: 3 },
      { total: 3 },
    ]);
    expect(byPage.pages).toEqual({ by: 'page', first: 1, size: 20, max: 50, until: { total: 'data.total' } });
    expect(byPage.step.body.json).toMatchObject({ pageNo: '{page:number}', pageSize: '{size:number}' });
    expect(pages({ start: '0', length: '10' }, { start: '10', length: '10' }).pages).toMatchObject({
      by: 'offset',
      first: 0,
      size: 10,
      until: 'short',
    });
    const byCursor = pages({ after: '' }, { after: 'c-998877' }, [{ next: 'c-998877' }, { next: '' }]);
    expect(byCursor.pages).toMatchObject({ by: 'cursor', next: 'data.next' });
    expect(byCursor.step.body.json.after).toBe('{cursor}');
  });
});

test('a refused login that was recorded is known again; a picture that was misread is none', () => {
  const refused = (answer: Json): Entry => ({
    url: `${SITE}/login`,
    body: { user: TYPED.username, pass: 'mistyped-1' },
    answer,
  });
  const before = [refused({ code: 41, msg: '密码错误' }), refused({ code: 42, msg: '验证码错误' })];
  expect(written(recorded({ before })).refused).toEqual([{ json: 'code', in: ['41'] }]);
  expect(written(recorded()).refused).toBeUndefined();
});

describe('where changing values come from', () => {
  test('a token, with a prefix, from a header, from a page, from a cookie', () => {
    const bearer = { headers: { Authorization: `Bearer ${TOKEN}` } };
    expect(written(recorded({ lists: [bearer, bearer] })).list.step.headers.authorization).toBe(
      'Bearer {session.token}',
    );
    const login = { answer: { code: 0 }, answerHeaders: { 'X-Auth': TOKEN } };
    expect(Object.values(written(recorded({ login })).login.steps[0].keep)).toEqual([{ header: 'x-auth' }]);
    const page: Entry = {
      url: `${SITE}/`,
      answer: `<html><head><meta name="csrf" content="meta-1122334455"></head></html>`,
    };
    const loginWithCsrf = { headers: { 'X-Csrf': 'meta-1122334455' } };
    const csrf = written(recorded({ before: [page], login: loginWithCsrf })).login.steps;
    expect(csrf[0].keep).toEqual({ csrf: { html: 'meta[name="csrf"]', attr: 'content' } });
    expect(csrf[1].headers['x-csrf']).toBe('{kept.csrf}');
    const cookie = written(
      recorded({
        login: { setCookies: { xsrf: 'abcdef1234567890' } },
        lists: [
          { headers: { 'X-Xsrf': 'abcdef1234567890', 'X-Token': TOKEN } },
          { headers: { 'X-Xsrf': 'abcdef1234567890', 'X-Token': TOKEN } },
        ],
      }),
    );
    expect(cookie.login.steps[0].keep).toMatchObject({ xsrf: { cookie: 'xsrf' } });
  });

  test.each([
    ['md5', (pw: string) => tools.md5(pw), ['md5']],
    ['MD5 in capitals', (pw: string) => tools.md5(pw).toUpperCase(), ['md5', 'upper']],
    ['md5 twice', (pw: string) => tools.md5(tools.md5(pw)), ['md5', 'md5']],
    ['sha1', (pw: string) => tools.sha1(pw), ['sha1']],
    ['sha256 as base64', (pw: string) => tools.sha256(pw, 'base64'), [['sha256', 'base64']]],
    ['sm3', (pw: string) => tools.sm3(pw), ['sm3']],
    ['base64', (pw: string) => tools.base64(pw), ['base64']],
  ])('a password as %s', (_name, made, done) => {
    const body = { user: TYPED.username, pass: made(TYPED.password) };
    const [step] = written(recorded({ login: { body } })).login.steps;
    expect(step.let[0]).toMatchObject({ from: '{settings.password}', do: done });
    expect(step.body.json.pass).toBe(`{let.${step.let[0].name}}`);
  });

  test('a password salted by an earlier answer, and one encrypted by a key that was told', () => {
    const before: Entry[] = [{ url: `${SITE}/salt`, answer: { data: { salt: 'xk29' } } }];
    const body = { user: TYPED.username, pass: tools.sha256(`${TYPED.password}xk29`) };
    const salted = written(recorded({ before, login: { body } })).login.steps;
    expect(salted[0].keep).toEqual({ salt: { json: 'data.salt' } });
    expect(salted[1].let[0].do).toEqual([['suffix', '{kept.salt}'], 'sha256']);

    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const sent = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(TYPED.password),
    ).toString('base64');
    const rsa = written(
      recorded({
        before: [{ url: `${SITE}/key`, answer: { data: { publicKey: key } } }],
        login: { body: { user: TYPED.username, password: sent } },
      }),
    ).login.steps;
    expect(rsa[1].let[0].do).toEqual([['rsa', '{kept.publicKey}', 'pkcs1']]);
  });

  test('a signature over a JSON text, or over sorted pairs with the token', () => {
    const content = JSON.stringify({ begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59' });
    const form = () => new URLSearchParams({ content, sign: tools.md5(content + TOKEN) });
    const signed = written(recorded({ lists: [{ body: form() }, { body: form() }] })).list.step;
    expect(signed.let).toMatchObject([
      { json: { begin: '{from:YYYY-MM-DD HH:mm:ss}', end: '{to:YYYY-MM-DD HH:mm:ss}' } },
      { from: `{let.${signed.let[0].name}}`, do: [['suffix', '{session.token}'], 'md5'] },
    ]);
    const pairsAt = (at: number) => {
      const fields = { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59', t: String(at) };
      const text = Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      return {
        at,
        body: new URLSearchParams({ ...fields, sign: tools.md5(`${text}&key=${TOKEN}`).toUpperCase() }),
      };
    };
    const pairs = written(recorded({ lists: [pairsAt(NOON + 5_000), pairsAt(NOON + 9_000)] })).list.step;
    expect(pairs.let[0]).toMatchObject({
      pairs: { t: '{now:ms}' },
      do: [['suffix', '&key={session.token}'], 'md5', 'upper'],
    });
  });

  test('a UUID each time, one of the device, a nonce', () => {
    const headers = (last: string) => ({
      'X-Token': TOKEN,
      'X-Request-Id': `0f8fad5b-d9cb-469f-a165-70867728950${last}`,
      'X-Device-Id': '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      nonce: `83${last}771`,
    });
    const step = written(recorded({ lists: [{ headers: headers('1') }, { headers: headers('2') }] })).list
      .step;
    expect(step.headers).toMatchObject({ 'x-request-id': '{uuid}', 'x-device-id': '{device}' });
    expect(step.let).toMatchObject([{ do: [['random', 6, 'digits']] }]);
  });

  test('a constant that looks like a key is a secret of the account, and stands nowhere', () => {
    const headers = { 'X-Token': TOKEN, 'X-App-Key': 'AK7f93kd02jf84hs71ls0d' };
    const {
      settings,
      list: { step },
    } = written(recorded({ lists: [{ headers }, { headers }] }));
    expect(settings.at(-1)).toMatchObject({ type: 'secret' });
    expect(step.headers['x-app-key']).toBe(`{settings.${settings.at(-1).key}}`);
  });
});

describe('when a session is over', () => {
  test('is learned from what was answered between the logout and the login', () => {
    const before: Entry[] = [
      { url: `${SITE}/logout`, body: {}, answer: { code: 0 } },
      { url: `${SITE}/me`, answer: { code: 1003, msg: 'log in' } },
    ];
    expect(written(recorded({ before })).sessionGone).toEqual([
      { status: [401] },
      { json: 'code', in: ['1003'] },
    ]);
  });
});

describe('what can’t be expressed is told with the way that is left', () => {
  const changing = (one: string, other: string): Partial<Entry>[] => [
    { headers: { 'X-Token': TOKEN, 'X-Sign': one } },
    { headers: { 'X-Token': TOKEN, 'X-Sign': other } },
  ];

  test('a signature that nothing explains', () => {
    const { analysis } = found(recorded({ lists: changing('6a1f0c9e8b7d5a43', '0b9c8d7e6f5a4b3c') }));
    expect(analysis.obstacles).toEqual([{ code: 'signature', left: 'texts', name: 'x-sign' }]);
  });

  test('an encrypted body, and encrypted answers', () => {
    const sealed = (seed: string) =>
      Buffer.from(
        Array.from({ length: 120 }, (_, at) => Number.parseInt(tools.md5(seed + at).slice(0, 2), 16)),
      ).toString('base64');
    const entries = recorded({ lists: [{ body: { data: sealed('a') } }, { body: { data: sealed('b') } }] });
    expect(found(entries).analysis.obstacles).toEqual([{ code: 'encrypted', left: 'texts' }]);
    const answers = recorded({
      lists: [{ answer: { data: sealed('c') } }, { answer: { data: sealed('d') } }],
    });
    expect(found(answers).analysis.obstacles).toEqual([{ code: 'encrypted', left: 'texts' }]);
  });

  test('the payment in no answer, or behind a WebSocket', () => {
    expect(found(recorded(), { amount: 4_711 }).analysis.obstacles).toEqual([
      { code: 'notInAnswers', left: 'texts' },
    ]);
    const entries = [...recorded(), { url: 'wss://till.acme.cn/push', kind: 'websocket' }];
    expect(found(entries, { amount: 4_711 }).analysis.obstacles).toEqual([{ code: 'stream', left: 'texts' }]);
  });

  test('no number, no time', () => {
    const rows = ROWS.map(({ payTime: _, ...row }) => row);
    expect(codes(found(recorded({ rows })).analysis)).toEqual(['noTime']);
    expect(found(recorded({ rows })).analysis.obstacles[0]?.left).toBe('nothing');
  });

  test.each([
    [
      'a slider',
      { body: { user: TYPED.username, pass: TYPED.password, ticket: 'tr03hJ29dk3k20dkd' } },
      [],
      'slider',
    ],
    [
      'SM2',
      {
        body: {
          user: TYPED.username,
          pass: `04${tools.sm3('x')}${tools.sm3('y')}${tools.sm3('z')}${'ab'.repeat(TYPED.password.length)}`,
        },
      },
      [],
      'sm2',
    ],
    [
      'a password of unknown make',
      { body: { user: TYPED.username, password: '$2a$10$N9qo8uLOickgx2ZMRZoMy' } },
      [],
      'strangePassword',
    ],
    [
      'an SMS code',
      { body: { user: TYPED.username, smsCode: '482913' } },
      [{ url: `${SITE}/sms/send`, body: { mobile: '1' }, answer: { code: 0 } }],
      'sms',
    ],
  ] as [string, Partial<Entry>, Entry[], string][])(
    '%s at the login leaves the hand-over of the session',
    (_name, login, before, code) => {
      const entries = recorded({ login, before });
      const { analysis } = found(entries);
      expect(analysis.obstacles).toMatchObject([{ code, left: 'handOver' }]);
      const content = written(entries);
      expect(content.login).toMatchObject({ kind: 'handed-over', steps: [] });
      expect(content.list.step.headers['x-token']).toMatch(/^\{session\.\w+\}$/);
    },
  );

  test('a picture to read is no obstacle: the owner reads it', () => {
    const before: Entry[] = [
      {
        url: `${SITE}/captcha`,
        answer: {
          code: 0,
          data: { uuid: 'c0ffee00-1111-4222-8333-444455556666', image: 'data:image/png;base64,iVBORw0KGgo=' },
        },
      },
    ];
    const body = {
      user: TYPED.username,
      pass: TYPED.password,
      captcha: '8k3F',
      uuid: 'c0ffee00-1111-4222-8333-444455556666',
    };
    const { login } = written(recorded({ before, login: { body } }));
    expect(login.kind).toBe('captcha-picture');
    expect(login.challenge).toMatchObject({ step: login.steps[0].name, picture: { json: 'data.image' } });
    expect(login.steps[1].body.json).toMatchObject({ captcha: '{challenge.answer}', uuid: '{kept.uuid}' });
  });

  test('without a login in it, the session is handed over; without one either, nothing can be done', () => {
    const [, ...lists] = recorded();
    expect(written(lists).login).toMatchObject({
      kind: 'handed-over',
      handOver: [{ key: expect.any(String), type: 'secret' }],
    });
    const bare = lists.map((entry) => ({ ...entry, headers: {} }));
    expect(codes(found(bare).analysis)).toEqual(['noSession']);
    const cookies = bare.map((entry) => ({ ...entry, cookies: { sid: 'a1b2c3d4e5f6' } }));
    expect(written(cookies).login.handOver).toEqual([{ cookies: true }]);
  });

  test('plain http', () => {
    const entries = recorded().map((entry) => ({ ...entry, url: entry.url.replace('https', 'http') }));
    expect(codes(found(entries).analysis)).toEqual(['notHttps']);
  });
});

test('a secret that still stands in a descriptor is found, wherever it hides', () => {
  const { analysis, recording } = found(recorded());
  const secrets = secretsOf(recording, TYPED, analysis.plan);
  for (const secret of [TOKEN, TYPED.password, tools.md5(TYPED.password), TYPED.username])
    expect(secrets.has(secret), secret).toBe(true);
  expect(findSecret({ list: { step: { headers: { a: `Bearer ${TOKEN}` } } } }, secrets)).toBe(
    'list.step.headers.a',
  );
  expect(findSecret({ list: [{ [TOKEN]: 1 }] }, secrets)).toBe('list.0');
  expect(findSecret({ path: 'user' }, secrets)).toBeNull();
});
