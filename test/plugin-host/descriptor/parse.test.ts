import { describe, expect, test } from 'vitest';
import { parseDescriptor } from '../../../src/plugin-host/descriptor/parse.ts';
import { say } from '../../../src/shared/saying.ts';
import { changed, shoptill } from './sample.ts';

const parse = (value: unknown, options = {}) => parseDescriptor(JSON.stringify(value), options);

/** Each problem as `where: words`. */
function problems(value: unknown, options = {}): string[] {
  const read = parse(value, options);
  if (read.ok) return [];
  for (const { what } of read.problems) expect(say('zh', what)).not.toBe(say('en', what));
  return read.problems.map(({ at, what }) => `${at}: ${what.say.replace('descriptor.', '')}`);
}

/** The problems of the example with one thing changed. */
const wrongWith = (path: string, to: unknown, options = {}) =>
  problems(changed(shoptill(), path, to), options);

test('the example of the reference is a descriptor', () => {
  const read = parse(shoptill());
  expect(read).toEqual({ ok: true, descriptor: shoptill() });
});

describe('its size', () => {
  test('64 KB, JSON, depth 10, texts of 4,000 characters', () => {
    expect(parseDescriptor(' '.repeat(65_537))).toMatchObject({ ok: false, problems: [{ at: '' }] });
    expect(parseDescriptor('码'.repeat(30_000))).toMatchObject({
      problems: [{ what: { say: 'descriptor.tooLarge' } }],
    });
    expect(parseDescriptor('<html>')).toMatchObject({ problems: [{ what: { say: 'descriptor.notJson' } }] });
    expect(parseDescriptor('null')).toMatchObject({ ok: false });
    expect(parseDescriptor('[]')).toMatchObject({ ok: false });
    expect(wrongWith('list.step.url', `https://api.till.example.cn/${'a'.repeat(4_000)}`)).toEqual([
      'list.step.url: longText',
    ]);
    let deep: unknown = 'x';
    for (let level = 0; level < 12; level++) deep = { deep };
    expect(wrongWith('list.step.body', { json: deep })).toEqual([
      expect.stringMatching(/^list\.step\.body\.json\.deep.*: tooDeep$/),
    ]);
  });

  test('a hundred thousand brackets cost nothing', () => {
    expect(parseDescriptor('['.repeat(30_000) + ']'.repeat(30_000))).toMatchObject({ ok: false });
  });

  test('names of prototypes are refused wherever they stand', () => {
    const text = JSON.stringify(shoptill()).replace('"user":', '"__proto__":');
    expect(parseDescriptor(text)).toMatchObject({
      problems: [{ what: { say: 'descriptor.forbiddenName' } }],
    });
    expect(wrongWith('list.map.payType.map', { constructor: 'wxpay' })).toEqual([
      'list.map.payType.map: forbiddenName',
    ]);
    expect(({} as Record<string, unknown>).user).toBeUndefined();
  });
});

describe('its form', () => {
  test.each([
    ['strange', 1, ': unknownName'],
    ['login.captcha', {}, 'login: unknownName'],
    ['list.step.retries', 3, 'list.step: unknownName'],
    ['list.map.amount.factor', 100, 'list.map.amount: unknownName'],
    ['name', undefined, 'name: missing'],
    ['descriptor', 2, 'descriptor: notListed'],
    ['id', 'Shop Till', 'id: badForm'],
    ['id', 'ab', 'id: badForm'],
    ['revision', 0, 'revision: tooSmall'],
    ['revision', '3', 'revision: wrongKind'],
    ['origins', [], 'origins: tooSmall'],
    ['payTypes', ['cash'], 'payTypes[0]: notListed'],
    ['list.step.method', 'DELETE', 'list.step.method: notListed'],
    ['list.step.ok', [], 'list.step.ok: tooSmall'],
    ['list.pages.max', 51, 'list.pages.max: tooBig'],
    ['list.pages.by', 'luck', 'list.pages.by: noShape'],
    ['list.rows', { json: 'data.list' }, 'list.rows.json: badManyPath'],
    ['list.map.amount.unit', 'dollar', 'list.map.amount.unit: notListed'],
    ['list.map.amount.strip', '.0', 'list.map.amount.strip: badForm'],
    ['list.map.paidAt.as', 'YYYY-MM-DD', 'list.map.paidAt.as: noMoment'],
    ['list.map.paidAt.as', 'HH:mm:ss', 'list.map.paidAt.as: noMoment'],
    ['list.map.paidAt.as', 'D/M/YY', 'list.map.paidAt.as: notListed'],
    ['list.map.externalId.path', 'a..b', 'list.map.externalId.path: badPath'],
    ['list.map.externalId.path', '__proto__.x', 'list.map.externalId.path: badPath'],
    ['list.window.zone', 'Asia/Shanghai', 'list.window.zone: badForm'],
    ['polite.minIntervalS', 1, 'polite.minIntervalS: tooSmall'],
    ['login.steps.1.let.0.do', ['eval'], 'login.steps[1].let[0].do[0]: unknownOperation'],
    ['login.steps.1.let.0.do', [['hmac', 'md5']], 'login.steps[1].let[0].do[0]: argumentCount'],
    ['login.steps.1.let.0.do', [['aes', 'gcm', 'k', 'i']], 'login.steps[1].let[0].do[0]: badArgument'],
    ['login.steps.1.let.0.do', [['aes', 'ecb', 'k', 'i']], 'login.steps[1].let[0].do[0]: badArgument'],
    ['login.steps.1.let.0.do', [['random', 65, 'hex']], 'login.steps[1].let[0].do[0]: badArgument'],
    ['login.steps.1.let.0.do', [7], 'login.steps[1].let[0].do[0]: noOperation'],
    ['login.steps.1.let.0.do', Array(9).fill('md5'), 'login.steps[1].let[0].do: tooBig'],
    ['list.step.headers', { Cookie: 'a=b' }, 'list.step.headers.Cookie: refusedHeader'],
    ['list.step.headers', { Host: 'x' }, 'list.step.headers.Host: refusedHeader'],
    ['list.step.url', 'https://api.till.example.cn/{oops', 'list.step.url: unclosed'],
    ['list.step.url', 'https://api.till.example.cn/{process.env}', 'list.step.url: unknownPlace'],
    ['settings.0.key', 'base_url', 'settings[0].key: badForm'],
    ['settings.0.default', 'admin', 'settings[0]: unknownName'],
    ['sessionGone', [{ json: 'code', in: [1003] }], 'sessionGone[0].in[0]: wrongKind'],
    ['facts', [], 'facts: tooSmall'],
  ])('%s = %j', (path, to, problem) => {
    expect(wrongWith(path, to)).toEqual([problem]);
  });

  test('a joined number with names of digits in a signed JSON would lose its order', () => {
    expect(wrongWith('login.steps.1.let.0', { name: 'pwd', json: { b: '1', 2: 'x' }, do: ['md5'] })).toEqual([
      'login.steps[1].let[0].json: keyOrder',
    ]);
  });
});

describe('what its parts agree on', () => {
  test.each([
    ['origins', ['http://api.till.example.cn'], 'origins[0]: badOrigin'],
    ['origins', ['https://api.till.example.cn/'], 'origins[0]: badOrigin'],
    ['origins', ['https://127.0.0.1'], 'origins[0]: badOrigin'],
    ['origins', ['https://169.254.169.254'], 'origins[0]: badOrigin'],
    ['origins', ['https://[::1]'], 'origins[0]: badOrigin'],
    ['origins', ['https://localhost'], 'origins[0]: badOrigin'],
    ['origins', ['https://user@api.till.example.cn'], 'origins[0]: badOrigin'],
    ['list.step.url', 'https://elsewhere.example.cn/orders', 'list.step.url: undeclaredOrigin'],
    ['list.step.url', 'https://api.till.example.cn.evil.cn/', 'list.step.url: undeclaredOrigin'],
    ['list.step.url', 'https://api.till.example.cn@evil.cn/', 'list.step.url: undeclaredOrigin'],
    ['list.step.url', 'https://{session.token}/orders', 'list.step.url: undeclaredOrigin'],
    ['list.step.url', 'https://api.till.example.cn/o?a=1', 'list.step.url: undeclaredOrigin'],
    ['list.step.headers.token', '{session.tokens}', 'list.step.headers.token: noSession'],
    ['list.step.headers.token', '{kept.token}', 'list.step.headers.token: notKept'],
    ['list.step.headers.token', '{settings.secret}', 'list.step.headers.token: noSetting'],
    ['list.step.headers.token', '{cursor}', 'list.step.headers.token: notHere'],
    ['list.step.headers.token', '{challenge.answer}', 'list.step.headers.token: notHere'],
    ['list.step.headers.token', '{from}', 'list.step.headers.token: noForm'],
    ['list.step.headers.token', '{uuid:ms}', 'list.step.headers.token: strayForm'],
    ['list.step.headers.token', '{page:number}', 'list.step.headers.token: strayNumber'],
    ['login.steps.0.query.t', '{challenge.answer}', 'login.steps[0].query.t: notHere'],
    ['login.steps.0.query.t', '{kept.uuid}', 'login.steps[0].query.t: notKept'],
    ['login.steps.1.name', 'captcha', 'login.steps[1].name: twice'],
    ['login.session.keep', ['token', 'refresh'], 'login.session.keep: notKept'],
    ['login.challenge.step', 'picture', 'login.challenge.step: noStep'],
    ['login.challenge.step', 'login', 'login.challenge.step: lastStep'],
    ['login.challenge', undefined, 'login.challenge: noChallenge'],
    ['list.map.payType.map', { 3: 'unionpay' }, 'list.map.payType.map.3: noPayType'],
    ['list.only', [{ path: 'shop', in: ['{session.token}'] }], 'list.only[0]: notHere'],
    ['list.step.method', 'GET', 'list.step.body: bodyOfGet'],
    ['settings.1.key', 'login', 'settings[1].key: twice'],
  ])('%s = %j', (path, to, problem) => {
    expect(wrongWith(path, to)).toContain(problem);
  });

  test('pages that are never turned would look complete', () => {
    expect(wrongWith('list.step.body.form.page', '1')).toEqual(['list.step: noPaging']);
  });

  test('a number that is joined needs a time to the second', () => {
    const byMinute = changed(shoptill(), 'list.map.paidAt.as', 'YYYY-MM-DD HH:mm');
    expect(problems(byMinute)).toEqual([]);
    expect(problems(changed(byMinute, 'list.map.externalId', { join: ['day', 'no'], with: '-' }))).toEqual([
      'list.map.externalId: needsNumber',
    ]);
  });

  test('each way of logging in has its parts', () => {
    expect(wrongWith('login.kind', 'handed-over')).toEqual([
      'login.steps: strayPart',
      'login.challenge: strayPart',
    ]);
    expect(wrongWith('login.kind', 'password')).toContain('login.challenge: strayPart');
    const handed = { kind: 'handed-over', steps: [], session: { keep: [], cookies: true } };
    expect(wrongWith('login', handed)).toContain('login.handOver: noHandOver');
    expect(wrongWith('login.keepAlive', { everyS: 299 })).toEqual(['login.keepAlive.everyS: tooSmall']);
  });

  test('the own machine may be called only where the house allows it', () => {
    const local = (origin: string) =>
      JSON.parse(JSON.stringify(shoptill()).replaceAll('https://api.till.example.cn', origin));
    expect(problems(local('http://127.0.0.1:8080'))).toContain('origins[0]: badOrigin');
    expect(problems(local('http://127.0.0.1:8080'), { allowPrivate: true })).toEqual([]);
    expect(problems(local('http://169.254.169.254'), { allowPrivate: true })).toEqual([
      'origins[0]: badOrigin',
    ]);
  });
});
