import { describe, expect, test } from 'vitest';
import {
  type FetchResult,
  type HttpAnswer,
  type HttpRequest,
  PlatformError,
  type PluginContext,
  SessionGone,
  tools,
} from '../../../src/plugin-api/index.ts';
import { readPage } from '../../../src/plugin-host/descriptor/html.ts';
import { wordsIn } from '../../../src/plugin-host/descriptor/login-no.ts';
import { piecesOf } from '../../../src/plugin-host/descriptor/pieces.ts';
import { platformOf } from '../../../src/plugin-host/descriptor/platform-of.ts';
import { readJson } from '../../../src/plugin-host/descriptor/read-json.ts';
import { descriptorOf } from '../../simulators/descriptors/platform-at.ts';
import { changed, shoptill } from './sample.ts';

const NOW = Date.UTC(2026, 1, 28, 4);
const TIME = '2026-02-28 12:00:00';
const WINDOW = { from: NOW - 60_000, to: NOW };

const row = (more: Record<string, unknown> = {}) => ({
  ...{ orderNo: 'A1', amt: '1.00', payTime: TIME, chan: '1', termNo: 'T1', status: 2, remark: '' },
  ...more,
});
const listOf = (rows: unknown[], more: Record<string, unknown> = {}) => ({
  code: 0,
  data: { list: rows, ...more },
});

/** JSON, or an answer as it is. */
type Answer = unknown;
interface Raw {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

function answerOf(given: Answer): HttpAnswer {
  const isRaw = typeof given === 'object' && given !== null && 'status' in given;
  const raw: Raw = isRaw ? (given as Raw) : { status: 200, body: JSON.stringify(given) };
  const { status, headers = {}, body = '' } = raw;
  return {
    ...{ status, headers, bytes: Buffer.from(body), text: body, json: () => undefined },
    ...(headers['x-redirected-to'] && { redirectedTo: headers['x-redirected-to'] }),
  };
}

/** The example, with changes, asked for its list; what it sent is kept. */
async function fetchWith(
  changes: Record<string, unknown>,
  answer: (request: HttpRequest, nth: number) => Answer,
  options: { settings?: Record<string, string>; session?: unknown; window?: typeof WINDOW } = {},
): Promise<FetchResult & { sent: HttpRequest[] }> {
  let written: unknown = shoptill();
  for (const [path, to] of Object.entries(changes)) written = changed(written, path, to);
  const platform = platformOf(descriptorOf(written as object));
  const sent: HttpRequest[] = [];
  const context = {
    settings: options.settings ?? { login: 'keeper', password: 'secret' },
    session: options.session ?? { device: 'd', values: { token: 'T0KEN' }, endsAt: null, madeAt: 0 },
    keepSession() {},
    http: {
      async send(request: HttpRequest) {
        sent.push(request);
        return answerOf(answer(request, sent.length));
      },
    },
    now: NOW,
    signal: new AbortController().signal,
  } as unknown as PluginContext;
  return { ...(await platform.fetchReceipts(context, options.window ?? WINDOW)), sent };
}

const failure = async (asking: Promise<unknown>): Promise<PlatformError> => {
  const error = await asking.then(
    () => new Error('it did not fail'),
    (reason) => reason,
  );
  if (error instanceof PlatformError) return error;
  throw error;
};

describe('rows', () => {
  const one = async (more: Record<string, unknown>, changes: Record<string, unknown> = {}) => {
    const { receipts, dropped = [] } = await fetchWith(changes, () =>
      listOf([row({ orderNo: 'OK' }), row(more)]),
    );
    expect(receipts[0]?.externalId).toBe('OK');
    return receipts[1] ?? dropped[0]?.problem ?? null;
  };

  test.each([
    ['1.00', 100],
    ['¥1,234.50', 123_450],
    ['0.01', 1],
    [1.1, 110],
    [0.29, 29],
    [580.35, 58_035],
    [7, 700],
  ])('%j yuan', async (amt, fen) => {
    expect(await one({ amt })).toMatchObject({ amountFen: fen });
  });

  test.each([
    '1.005',
    '1.000',
    '0',
    '0.00',
    '-1',
    '1e3',
    '',
    null,
    1e21,
    0.1 + 0.2,
    '1.0.0',
    '١',
    '1 元',
    {},
    ['1'],
  ])('%j is no amount', async (amt) => {
    expect(await one({ amt })).toContain('is no amount');
  });

  test.each(['100', 100])('%j fen', async (amt) => {
    const changes = { 'list.map.amount': { path: 'amt', unit: 'fen' } };
    const { receipts } = await fetchWith(changes, () => listOf([row({ amt })]));
    expect(receipts[0]).toMatchObject({ amountFen: 100 });
  });

  test.each(['1.00', '100.0', 0.5, '-5', '1e2'])('%j is no amount in fen', async (amt) => {
    const changes = { 'list.map.amount': { path: 'amt', unit: 'fen' } };
    const { message } = await failure(fetchWith(changes, () => listOf([row({ amt })])));
    expect(message).toContain('没有一条能用');
  });

  test.each([
    [{ orderNo: '' }, 'its number is missing'],
    [{ orderNo: null }, 'its number is missing'],
    [{ orderNo: 'x'.repeat(101) }, 'its number is too long'],
    [{ chan: '9' }, 'chan: 9 is unknown'],
    [{ chan: 'constructor' }, 'chan: constructor is unknown'],
    [{ payTime: '2026-02-30 12:00:00' }, 'is not written as'],
    [{ payTime: '2026-02-28 04:00:00' }, 'of another zone'],
    [{ payTime: '2026-02-28 20:00:00' }, 'of another zone'],
    [{ status: undefined }, 'status: is missing'],
    [{ orderNo: 'OK', amt: '2.00' }, 'is the number of two different payments'],
    [{ orderNo: 'OK', payTime: '2026-02-28 11:59:59' }, 'is the number of two different payments'],
  ])('%j: dropped, and it costs no other', async (more, problem) => {
    expect(await one(more)).toContain(problem);
  });

  test('of another account, or not paid: left out without a word', async () => {
    const changes = {
      'list.only': [
        { path: 'status', in: ['2'] },
        { path: 'shop', in: ['{settings.login}'] },
      ],
    };
    const rows = [
      row({ shop: 'keeper' }),
      row({ orderNo: 'B', shop: 'other' }),
      row({ orderNo: 'C', status: 3 }),
    ];
    const { receipts, dropped } = await fetchWith(changes, () => listOf(rows));
    expect([receipts.map(({ externalId }) => externalId), dropped]).toEqual([['A1'], []]);
  });

  test('numbers that JavaScript can’t hold stay apart', async () => {
    const text = JSON.stringify(listOf([row({ orderNo: 'X' }), row({ orderNo: 'Y' })]))
      .replace('"X"', '9007199254740993')
      .replace('"Y"', '9007199254740992');
    const { receipts } = await fetchWith({}, () => ({ status: 200, body: text }));
    expect(receipts.map(({ externalId }) => externalId)).toEqual(['9007199254740993', '9007199254740992']);
  });

  test('a time to the minute is an interval', async () => {
    const changes = { 'list.map.paidAt.as': 'YYYY-MM-DD HH:mm' };
    const { receipts } = await fetchWith(changes, () => listOf([row({ payTime: '2026-02-28 12:00' })]));
    expect(receipts[0]).toMatchObject({ paidFrom: NOW, paidAt: NOW + 59_999 });
  });

  test('ten thousand of them are read, and each once', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => row({ orderNo: `N${at}` }));
    const changes = { 'list.pages': { by: 'none' }, 'list.step.body.form': { begin: '{from:ms}' } };
    const { receipts } = await fetchWith(changes, () => listOf([...many, ...many]));
    expect(receipts).toHaveLength(10_000);
  });
});

describe('answers', () => {
  test.each<[string, Answer, string]>([
    ['a page', { status: 200, body: '<!doctype html><title>维护</title>' }, 'broken'],
    ['nothing', { status: 200, body: '' }, 'broken'],
    ['another list', { code: 0, data: { rows: [] } }, 'broken'],
    ['no data', { code: 0, data: null }, 'broken'],
    ['an unknown code', { code: 77, msg: 'x' }, 'broken'],
    ['out of order', { status: 502, body: 'x' }, 'unreachable'],
    ['too fast', { status: 429, headers: { 'retry-after': '90' } }, 'tooFast'],
    ['a refusal', { code: 'PWD_ERR', msg: '账号已冻结' }, 'blocked'],
    ['too deep', { status: 200, body: `{"code":0,"data":${'['.repeat(40)}${']'.repeat(40)}}` }, 'broken'],
  ])('%s', async (_name, answer, kind) => {
    const error = await failure(fetchWith({}, () => answer));
    expect(error.kind).toBe(kind);
    expect(error.words.zh).not.toBe(error.words.en);
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('T0KEN');
    if (kind === 'blocked') expect(error.words.zh).toContain('账号已冻结');
  });

  test('the end of a session, whatever way it is said; a weak “good” makes no empty list of it', async () => {
    const weak = { 'list.step.ok': [{ status: [200] }] };
    await expect(fetchWith({}, () => ({ status: 401 }))).rejects.toThrow(SessionGone);
    await expect(fetchWith(weak, () => ({ code: 1003, data: { list: [] } }))).rejects.toThrow(SessionGone);
    await expect(fetchWith({}, () => ({ code: 1003 }), { session: null })).rejects.toThrow(SessionGone);
    const byPage = { sessionGone: [{ redirectTo: '/login' }] };
    const redirectedTo = (url: string) => ({
      status: 200,
      headers: { 'x-redirected-to': url },
      body: '<form>',
    });
    const home = 'https://api.till.example.cn/login?next=1';
    await expect(fetchWith(byPage, () => redirectedTo(home))).rejects.toThrow(SessionGone);
    // Another origin's page of that name is none of ours.
    const away = fetchWith(byPage, () => redirectedTo('https://evil.example.cn/login'));
    expect((await failure(away)).kind).toBe('broken');
  });
});

describe('a login that came to nothing', () => {
  const loginWith = async (answer: Answer, kind: 'password' | 'captcha-picture' = 'password') => {
    const { login } = shoptill();
    const [, step] = login.steps;
    const { challenge: _, ...rest } = login;
    const plain = { ...rest, kind, steps: [{ ...step, body: { json: { p: '{let.pwd}' } } }] };
    const written = changed(changed(shoptill(), 'login', plain), 'refused', undefined);
    const platform = platformOf(descriptorOf(written));
    const context = {
      ...{ settings: { login: 'keeper', password: 'secret' }, session: null, now: NOW, keepSession() {} },
      http: { send: async () => answerOf(answer) },
      signal: new AbortController().signal,
    } as unknown as PluginContext;
    const { password } = platform.login;
    return failure(Promise.resolve(password?.(context)));
  };

  test.each<[string, Answer, string]>([
    ['a wrong password', { code: 5, msg: '用户名或密码错误' }, 'wrongPassword'],
    ['a wrong password, in English', { code: 5, error: { message: 'Invalid credentials' } }, 'wrongPassword'],
    ['a wrong password, with the good code', { code: 0, message: '密码不正确' }, 'wrongPassword'],
    [
      'a lock: trying on makes it worse',
      { code: 5, msg: '密码错误次数过多，账号已锁定，请稍后再试' },
      'blocked',
    ],
    ['a moment’s trouble is no wrong password', { code: 5, msg: '系统繁忙，请稍后再试' }, 'broken'],
    ['a picture where there is none to read', { code: 5, msg: '验证码错误' }, 'broken'],
    ['words that say nothing of it', { code: 5, msg: '操作失败' }, 'broken'],
    ['no words', { code: 5, msg: '' }, 'broken'],
    ['401, as HTTP says it', { status: 401, body: '{"msg":"密码错误"}' }, 'wrongPassword'],
  ])('%s', async (_name, answer, kind) => {
    const error = await loginWith(answer);
    expect(error.kind).toBe(kind);
    const said = wordsIn('status' in Object(answer) ? {} : answer);
    expect(error.words.zh).toContain(said);
    expect(error.fields).toEqual(kind === 'wrongPassword' ? ['password'] : []);
  });
});

describe('what is sent', () => {
  test('each value in its place, and nothing twice', async () => {
    const session = { device: 'd', values: { token: '{settings.password}' }, endsAt: null, madeAt: 0 };
    const { sent } = await fetchWith({}, () => listOf([row()]), { session });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://api.till.example.cn/orders',
      headers: { token: '{settings.password}' },
      follow: 'same-origin',
      form: { begin: '2026-02-28 11:57:00', end: '2026-02-28 12:01:01', page: '1', rows: '50' },
    });
  });

  test.each([
    ['list.step.headers', { token: 'a{settings.login}' }, { login: 'x\r\nhost: evil', password: 'p' }],
    ['list.step.url', 'https://api.till.example.cn/{settings.login}/x', { login: '..', password: 'p' }],
    ['list.step.headers', { token: '{settings.login}' }, { login: '', password: 'p' }],
  ])('%s: nothing is sent with what does not belong there', async (path, to, settings) => {
    let count = 0;
    const asking = fetchWith({ [path]: to }, () => ++count, { settings });
    await failure(asking);
    expect(count).toBe(0);
  });

  test('what is put into a path stays in its place', async () => {
    const changes = { 'list.step.url': 'https://api.till.example.cn/{settings.login}/x' };
    const settings = { login: 'a/../../b?c#d@e', password: 'p' };
    const { sent } = await fetchWith(changes, () => listOf([]), { settings });
    expect(sent[0]?.url).toBe('https://api.till.example.cn/a%2F..%2F..%2Fb%3Fc%23d%40e/x');
  });
});

describe('pages', () => {
  const cursor = {
    'list.step.body.form': { begin: '{from:s}', c: '{cursor}' },
    'list.pages': { by: 'cursor', size: 2, max: 5, next: 'data.next' },
  };
  const offset = {
    'list.step.body.form': { begin: '{from:s}', o: '{offset}', n: '{size}' },
    'list.pages': { by: 'offset', first: 0, size: 2, max: 5, until: { total: 'data.total' } },
  };
  const page = (nth: number) => [row({ orderNo: `${nth}a` }), row({ orderNo: `${nth}b` })];

  test('by cursor, until there is none', async () => {
    const { receipts, sent } = await fetchWith(cursor, (_, nth) =>
      listOf(page(nth), nth < 3 ? { next: `c${nth}` } : { next: '' }),
    );
    expect(receipts).toHaveLength(6);
    expect(sent.map(({ form }) => form?.c)).toEqual(['', 'c1', 'c2']);
  });

  test('by offset, until the total is there', async () => {
    const { receipts, sent } = await fetchWith(offset, (_, nth) => listOf(page(nth), { total: 4 }));
    expect(receipts).toHaveLength(4);
    expect(sent.map(({ form }) => form?.o)).toEqual(['0', '2']);
  });

  test.each<[string, Record<string, unknown>, (request: HttpRequest, nth: number) => Answer]>([
    ['a cursor that goes round', cursor, (_, nth) => listOf(page(nth), { next: `c${nth % 2}` })],
    ['a cursor that never ends', cursor, (_, nth) => listOf(page(nth), { next: `c${nth}` })],
    [
      'a page that repeats',
      {},
      () => listOf(Array.from({ length: 50 }, (_, at) => row({ orderNo: `${at}` }))),
    ],
    ['pages without end', offset, (_, nth) => listOf(page(nth), { total: 1_000 })],
    ['an end before the total', offset, (_, nth) => listOf(nth > 1 ? [] : page(nth), { total: 4 })],
    ['no total', offset, (_, nth) => listOf(page(nth))],
    [
      'a list that may be cut',
      { 'list.pages': { by: 'none', size: 2 }, 'list.step.body.form': {} },
      (_, nth) => listOf(page(nth)),
    ],
  ])('%s is broken, never a list', async (_name, changes, answer) => {
    expect((await failure(fetchWith(changes, answer))).kind).toBe('broken');
  });
});

test('corrected and not tried since: what it reads is kept for a person', async () => {
  const { receipts } = await fetchWith({ untried: true }, () => listOf([row()]));
  expect(receipts).toMatchObject([{ externalId: 'A1', isUnsure: true }]);
  expect((await fetchWith({}, () => listOf([row()]))).receipts[0]).not.toHaveProperty('isUnsure');
});

describe('a list that is longer than is read', () => {
  const cut = { 'list.pages': { by: 'page', first: 1, size: 2, max: 3, until: 'short' } };
  const noWindow = { ...cut, 'list.step.body.form': { page: '{page}', rows: '{size}' } };
  const byDay = {
    ...cut,
    'list.step.body.form': { day: '{from:YYYY-MM-DD}', until: '{to:YYYY-MM-DD}', page: '{page}' },
    'list.window': { zone: '+08:00' },
  };
  const at = (seconds: number) => tools.formatTime(NOW - seconds * 1_000, 'YYYY-MM-DD HH:mm:ss');
  /** The nth page of one that goes back in steps, newest first. */
  const back =
    (stepS: number, beginS = 0) =>
    (_: unknown, nth: number) =>
      listOf(
        [2 * nth - 2, 2 * nth - 1].map((no) => row({ orderNo: `N${no}`, payTime: at(beginS + no * stepS) })),
      );

  test('by its window: the host is to ask for a shorter one, and nothing of it is used', async () => {
    const error = await failure(fetchWith(cut, back(5)));
    expect(error).toMatchObject({ kind: 'broken', tooMany: true });
    expect(error.read).toBeUndefined();
  });

  test.each([
    ['without a window', noWindow],
    ['by whole days', byDay],
  ])(
    '%s: a shorter one would be the same, so what was read is told with the failure',
    async (_name, changes) => {
      const error = await failure(fetchWith(changes, back(5)));
      expect(error).toMatchObject({ kind: 'broken', tooMany: true });
      expect(error.read?.receipts).toHaveLength(6);
      expect(JSON.stringify(error)).not.toContain('N1');
    },
  );

  test('one without a window is read until it is past what is wanted, if it is sorted', async () => {
    const { receipts, sent } = await fetchWith(noWindow, back(100));
    expect(sent).toHaveLength(2);
    expect(receipts.map(({ externalId }) => externalId)).toEqual(['N0', 'N1', 'N2', 'N3']);
    const newestLast = (_: unknown, nth: number) =>
      listOf([row({ orderNo: `${nth}a`, payTime: at(900) }), row({ orderNo: `${nth}b`, payTime: at(0) })]);
    expect(await failure(fetchWith(noWindow, newestLast))).toMatchObject({ tooMany: true });
  });

  test('as much as it ever gives, and the last is older than what is wanted: that is all', async () => {
    const none = { 'list.pages': { by: 'none', size: 2 }, 'list.step.body.form': {} };
    expect((await fetchWith(none, back(900))).receipts).toHaveLength(2);
    expect(await failure(fetchWith(none, back(5)))).toMatchObject({ tooMany: true });
  });

  test('a later piece that is too long: what is before it is done, and the next call goes on there', async () => {
    const hour = { from: NOW - 7_200_000, to: NOW };
    const first = piecesOf(descriptorOf(shoptill()).list, hour)[0];
    const answer = (_: unknown, nth: number) => (nth === 1 ? listOf([]) : back(5, 4_000)(_, nth));
    const { receipts, readUntil } = await fetchWith(cut, answer, { window: hour });
    expect(readUntil).toBe(first?.to);
    expect(receipts).toHaveLength(6);
  });
});

describe('windows', () => {
  const list = descriptorOf(shoptill()).list;

  test('a long one is asked for in pieces that leave no gap, and what is too much for one call is said', async () => {
    const day = { from: NOW - 86_400_000, to: NOW };
    const pieces = piecesOf(list, day);
    expect(pieces.length).toBeGreaterThan(40);
    for (const [at, { from, to }] of pieces.entries()) {
      expect(to - from).toBeLessThanOrEqual(1_800_000);
      expect(pieces[at + 1]?.from ?? 0).toBeLessThanOrEqual(to);
    }
    const { readUntil, sent } = await fetchWith({}, () => listOf([]), { window: day });
    expect(sent).toHaveLength(40);
    expect(readUntil).toBe(pieces[39]?.to);
  });

  test('day and time in two fields: never over midnight, and no second is left out', () => {
    const form = { d: '{from:YYYY-MM-DD}', t: '{from:HH:mm:ss}', e: '{to:YYYY-MM-DD}', u: '{to:HH:mm:ss}' };
    const split = { ...list, step: { ...list.step, body: { form } } };
    const midnight = Date.UTC(2026, 1, 28, 16);
    const pieces = piecesOf(split, { from: midnight - 60_000, to: midnight + 60_000 });
    expect(pieces).toEqual([
      { from: midnight - 180_000, to: midnight - 1 },
      { from: midnight, to: midnight + 121_000 },
    ]);
  });
});

describe('hostile content', () => {
  test('a page that is nested without end, or has elements without number, costs an error', () => {
    expect(() => readPage('<div>'.repeat(400_000))).toThrow(RangeError);
    expect(() => readPage('<p></p>'.repeat(200_000))).toThrow(RangeError);
    expect(readPage('<table><tr><th>__proto__<th>constructor<tr><td>1<td>2').rows('table', true)).toEqual([
      { c0: '1', c1: '2' },
    ]);
    expect(readPage('<table id=a><tr><td><table><tr><td>x</table>y').rows('#a', false)).toEqual([
      { c0: 'xy' },
    ]);
    expect(readPage('<p>').rows('table', true)).toBeNull();
  });

  test('JSON: no prototype, no depth, no number changed', () => {
    expect(
      readJson('{"a":12345678901234567890,"b":"12345678901234567890","c":1.5,"d":-9007199254740993}'),
    ).toEqual({
      ...{ a: '12345678901234567890', b: '12345678901234567890', c: 1.5, d: '-9007199254740993' },
    });
    expect(readJson(String.raw`{"a\"1234567890123456":"\\","b":1}`)).toEqual({
      'a"1234567890123456': '\\',
      b: 1,
    });
    expect(readJson('{"a":1')).toBeUndefined();
    expect(() => readJson('['.repeat(50) + ']'.repeat(50))).toThrow(RangeError);
  });
});
