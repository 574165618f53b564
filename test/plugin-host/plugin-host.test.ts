import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  PlatformError,
  type PlatformReceipt,
  type PolledPlatform,
  type Words,
} from '../../src/plugin-api/index.ts';
import { createPluginHost, type HostLimits, type PluginHost } from '../../src/plugin-host/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { buildPlatform, registryOf } from './build-platform.ts';

const NOW = Date.UTC(2025, 2, 1, 8, 0, 0);
const WINDOW = { from: NOW - 60_000, to: NOW };
const CALL = { settings: { username: 'shop', password: 'hunter2pw' }, session: null, now: NOW };

function setUp(
  overrides: Partial<PolledPlatform>,
  limits: Partial<HostLimits> = {},
): { host: PluginHost } & ReturnType<typeof captureLog> {
  const captured = captureLog();
  const host = createPluginHost({
    registry: registryOf(buildPlatform(overrides)),
    log: captured.log,
    limits,
  });
  onTestFinished(() => host.close());
  return { host, ...captured };
}

function buildReceipt(overrides: Partial<PlatformReceipt> = {}): PlatformReceipt {
  return {
    externalId: 'n1',
    payType: 'wxpay',
    amountFen: 1001,
    terminal: 'T1',
    paidAt: NOW - 1_000,
    raw: { n: 1 },
    ...overrides,
  };
}

function answering(receipts: unknown[]): Partial<PolledPlatform> {
  return { fetchReceipts: async () => ({ receipts: receipts as PlatformReceipt[] }) };
}

/** Logs in with this. */
const giving = (session: unknown): Partial<PolledPlatform> => ({
  login: { password: async () => ({ done: session }) },
});

const words = (text: string): Words => ({ zh: text, en: `en: ${text}` });

test('good rows pass as they are, with the session', async () => {
  const rows = [buildReceipt(), buildReceipt({ externalId: 'n2', payType: null, terminal: null })];
  const { host, lines } = setUp({ ...answering(rows), ...giving({ token: 'abc' }) });
  expect(await host.fetchReceipts('acme', CALL, WINDOW)).toEqual({
    receipts: rows.map((row) => ({ ...row, reference: null })),
    dropped: [],
    session: { session: 2, madeFor: expect.any(String), own: { token: 'abc' }, cookies: null },
    clockSkewMs: null,
  });
  expect(lines()).toEqual([]);
});

test.each<[string, Record<string, unknown>]>([
  ['no number', { externalId: '' }],
  ['a number that is too long', { externalId: 'x'.repeat(101) }],
  ['a pay type that the platform does not have', { payType: 'unionpay' }],
  ['an amount of zero', { amountFen: 0 }],
  ['a negative amount', { amountFen: -1 }],
  ['half a fen', { amountFen: 10.5 }],
  ['an amount as text', { amountFen: '1001' }],
  ['an unsafe amount', { amountFen: 2 ** 53 }],
  ['a time in seconds', { paidAt: Math.floor(NOW / 1000) }],
  ['a time in the far future', { paidAt: NOW + 25 * 3_600_000 }],
  ['a terminal that is too long', { terminal: 'x'.repeat(101) }],
])('a row with %s is dropped, counted and logged; the others pass', async (_, wrong) => {
  const bad = { ...buildReceipt({ externalId: 'bad' }), ...wrong };
  const { host, lines } = setUp(answering([buildReceipt(), bad, buildReceipt({ externalId: 'n2' })]));
  const { receipts, dropped } = await host.fetchReceipts('acme', CALL, WINDOW);
  expect(receipts.map(({ externalId }) => externalId)).toEqual(['n1', 'n2']);
  expect(dropped).toEqual([{ row: bad, problem: expect.stringContaining(Object.keys(wrong)[0] ?? '') }]);
  expect(lines()).toMatchObject([{ msg: 'plugin_rows_dropped', platform: 'acme', count: 1 }]);
});

test('rows that are no objects are dropped; rows that the plugin itself dropped are counted too', async () => {
  const { host } = setUp({
    fetchReceipts: async () => ({
      receipts: [null, 'x', buildReceipt()] as PlatformReceipt[],
      dropped: [{ row: 7, problem: 'not a record' }],
    }),
  });
  const { receipts, dropped } = await host.fetchReceipts('acme', CALL, WINDOW);
  expect(receipts).toHaveLength(1);
  expect(dropped.map(({ row }) => row)).toEqual([7, null, 'x']);
});

test('one number twice: one receipt; with another amount: the second is dropped', async () => {
  const { host } = setUp(answering([buildReceipt(), buildReceipt(), buildReceipt({ amountFen: 5 })]));
  const { receipts, dropped } = await host.fetchReceipts('acme', CALL, WINDOW);
  expect(receipts.map(({ amountFen }) => amountFen)).toEqual([1001]);
  expect(dropped).toHaveLength(1);
});

test('a record that is missing, or that JSON can not hold, does not cost the payment', async () => {
  const { raw: _, ...bare } = buildReceipt();
  const { host } = setUp(answering([buildReceipt({ raw: { big: 1n } }), { ...bare, externalId: 'n2' }]));
  const { receipts } = await host.fetchReceipts('acme', CALL, WINDOW);
  expect(receipts.map(({ raw }) => raw)).toEqual([{ big: 1n }, undefined]);
});

test('settings that were left empty reach the plugin with their default', async () => {
  let seen: unknown;
  const { host } = setUp({
    login: {
      password: async ({ settings }) => {
        seen = settings;
        return { done: null };
      },
    },
  });
  await host.login('acme', { ...CALL, settings: { username: 'shop', base_url: '' } });
  expect(seen).toEqual({ username: 'shop', base_url: 'https://acme.example' });
});

test.each<[string, PolledPlatform['fetchReceipts']]>([
  ['throws', () => Promise.reject(new TypeError('x is not a function'))],
  ['returns nothing', () => Promise.resolve(undefined as never)],
  ['returns no list', () => Promise.resolve({ receipts: {} as never })],
  [
    'keeps a session that can not be kept',
    async (context) => {
      context.keepSession({ big: 1n });
      return { receipts: [] };
    },
  ],
])('a plugin that %s: broken, and the cause is in the log', async (_, fetchReceipts) => {
  const { host, lines } = setUp({ fetchReceipts });
  await expect(host.fetchReceipts('acme', CALL, WINDOW)).rejects.toMatchObject({
    name: 'PlatformError',
    kind: 'broken',
    message: '某平台插件出错，详情见系统日志',
  });
  expect(lines()).toMatchObject([{ msg: 'plugin_threw', problem: expect.stringContaining('Error') }]);
});

test('a plugin that does not heed its signal: unreachable at the deadline, and its late failure harms nobody', async () => {
  let fail: (error: Error) => void = () => {};
  const { host } = setUp(
    {
      login: {
        password: () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      },
    },
    { callMs: 30 },
  );
  await expect(host.login('acme', CALL)).rejects.toMatchObject({ kind: 'unreachable' });
  fail(new Error('too late'));
});

test('the program stops: the call ends at once, before and during it', async () => {
  const { host } = setUp({ login: { password: () => new Promise(() => {}) } });
  const controller = new AbortController();
  const begun = host.login('acme', { ...CALL, signal: controller.signal });
  controller.abort();
  await expect(begun).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(host.login('acme', { ...CALL, signal: controller.signal })).rejects.toMatchObject({
    kind: 'unreachable',
  });
});

test('a session that changed before the failure comes with the error; without a change there is none', async () => {
  const { host } = setUp({
    fetchReceipts: async (context) => {
      context.keepSession({ token: 'second' });
      throw new PlatformError('unreachable', words('no answer'));
    },
    login: { password: () => Promise.reject(new PlatformError('wrongPassword', words('no'))) },
  });
  const first = setUp(giving({ token: 'first' }));
  const { session } = (await first.host.login('acme', CALL)) as { session: unknown };
  await expect(host.fetchReceipts('acme', { ...CALL, session }, WINDOW)).rejects.toMatchObject({
    kind: 'unreachable',
    session: { own: { token: 'second' } },
  });
  const refused = await host.login('acme', CALL).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'wrongPassword', message: 'no', session: undefined });
});

test('secrets in a message or a cause: hidden from the caller and from the log', async () => {
  const token = 'tok+en/with=signs';
  const { host, text } = setUp({
    login: {
      password: async ({ settings }) => {
        throw new PlatformError(
          'wrongPassword',
          words(`wrong: ${settings.password} at https://acme.example/a?t=unknown-token`),
        );
      },
    },
    fetchReceipts: async (context) => {
      context.keepSession({ deep: [{ token: 'another-token' }] });
      throw new Error(`GET https://x/?t=${encodeURIComponent(token)} ${token} another-token hunter2pw`);
    },
  });
  const first = setUp(giving({ token }));
  const { session } = (await first.host.login('acme', CALL)) as { session: unknown };
  const call = { ...CALL, session };
  const refused = await host.login('acme', call).catch((error: unknown) => error);
  expect(String(refused)).toBe('PlatformError: wrong: [hidden] at https://acme.example/a?[hidden]');
  expect(refused).toMatchObject({
    words: { en: 'en: wrong: [hidden] at https://acme.example/a?[hidden]' },
  });
  await expect(host.fetchReceipts('acme', call, WINDOW)).rejects.toMatchObject({ kind: 'broken' });
  expect(text()).toContain('plugin_threw');
  for (const secret of [token, encodeURIComponent(token), 'another-token', 'hunter2pw']) {
    expect(text()).not.toContain(secret);
  }
});

test('a platform that nobody knows: a refusal, not a failure of a platform', async () => {
  const { host } = setUp({});
  await expect(host.login('nobody', CALL)).rejects.toMatchObject({ code: 'unknown_platform' });
});

describe('sessions', () => {
  const logins = () => {
    let count = 0;
    return {
      count: () => count,
      login: { password: async () => ({ done: { token: `token-number-${++count}` } }) },
    };
  };
  const seen =
    (sessions: unknown[]): PolledPlatform['fetchReceipts'] =>
    async (context) => {
      sessions.push(context.session);
      return { receipts: [] };
    };

  test('kept from call to call; dropped when a setting changes, so that another login or host never sees it', async () => {
    const { login, count } = logins();
    const sessions: unknown[] = [];
    const { host } = setUp({ login, fetchReceipts: seen(sessions) });
    const { session } = await host.fetchReceipts('acme', CALL, WINDOW);
    await host.fetchReceipts('acme', { ...CALL, session }, WINDOW);
    expect(count()).toBe(1);
    for (const change of [
      { username: 'other' },
      { password: 'another one' },
      { base_url: 'https://b.example' },
    ]) {
      const settings = { ...CALL.settings, ...change };
      await host.fetchReceipts('acme', { ...CALL, settings, session }, WINDOW);
    }
    expect(count()).toBe(4);
    expect(sessions.map((one) => (one as { token: string }).token)).toEqual([
      ...['token-number-1', 'token-number-1', 'token-number-2', 'token-number-3', 'token-number-4'],
    ]);
  });

  test('what an older version kept, or anything else, is no session', async () => {
    const { login, count } = logins();
    const { host } = setUp({ login });
    for (const session of [
      { token: 'old', owner: 'x' },
      'text',
      7,
      [],
      { session: 2, own: { token: 'x' } },
    ]) {
      await host.fetchReceipts('acme', { ...CALL, session }, WINDOW);
    }
    expect(count()).toBe(5);
  });

  test('cookies are part of it, and go only to their own host', async () => {
    const one = await startCookieServer('one');
    const two = await startCookieServer('two');
    const { host } = setUp({
      login: { handOver: { help: words('help'), take: async () => ({ done: null }) } },
      settings: [
        { key: 'base_url', label: words('a'), type: 'url', required: true },
        { key: 'other_url', label: words('b'), type: 'url', required: true },
      ],
      fetchReceipts: async ({ http, settings }) => {
        await http.get(`${settings.base_url}/`);
        await http.get(`${settings.other_url}/`);
        return { receipts: [] };
      },
    });
    const settings = { base_url: one.url, other_url: two.url };
    const call = { settings, session: null, now: NOW };
    const handed = await host.handOver('acme', call, `curl '${one.url}/x' -H 'cookie: sid=secret-cookie-1'`);
    await host.fetchReceipts('acme', { ...call, session: handed.session }, WINDOW);
    expect(one.seen).toEqual(['sid=secret-cookie-1']);
    // Ports don't part cookies of one host name: RFC 6265, 8.5.
    expect(two.seen[0]).toContain('sid=secret-cookie-1');
    const again = await host.fetchReceipts('acme', { ...call, session: handed.session }, WINDOW);
    expect(JSON.stringify(again.session)).toContain('from-one');
  });

  test('no way to log in but by a person: a background job says so and tries nothing', async () => {
    const { host } = setUp({
      login: { handOver: { help: words('help'), take: async () => ({ done: 'x' }) } },
    });
    await expect(host.fetchReceipts('acme', CALL, WINDOW)).rejects.toMatchObject({ kind: 'needsPerson' });
    await expect(host.login('acme', CALL)).rejects.toMatchObject({ kind: 'needsPerson' });
    await expect(host.answer('acme', CALL, { text: 'x', memo: null })).rejects.toMatchObject({
      kind: 'broken',
    });
  });
});

describe('a picture to read', () => {
  const asking = (ask: unknown) => setUp({ login: { password: async () => ({ ask }) as never } }).host;
  const hint = words('type it');

  test.each([
    ['none', { hint }],
    ['a script', { hint, picture: 'data:image/svg+xml;base64,PHN2Zy8+' }],
    ['an address', { hint, picture: 'https://acme.example/a.png' }],
    ['bytes of no picture', { hint, picture: Buffer.from('<svg onload=alert(1)>') }],
    ['too large', { hint, picture: Buffer.concat([Buffer.from('89504e47', 'hex'), Buffer.alloc(210_000)]) }],
    ['no words', { picture: 'data:image/png;base64,iVBORw0K' }],
  ])('%s is not shown', async (_, ask) => {
    await expect(asking(ask).login('acme', CALL)).rejects.toMatchObject({ kind: 'broken' });
  });

  test('a picture as bytes or as a data URL is', async () => {
    for (const picture of [Buffer.from('89504e470d0a1a0a', 'hex'), 'data:image/png;base64,iVBORw0KGgo=']) {
      const outcome = await asking({ hint, picture, memo: { id: 1 } }).login('acme', CALL);
      expect(outcome).toMatchObject({
        step: 'ask',
        ask: { picture: 'data:image/png;base64,iVBORw0KGgo=', hint },
        memo: { id: 1 },
      });
    }
  });
});

describe('addresses', () => {
  const calling = (url: string, changes: Partial<PolledPlatform> = {}) =>
    setUp({
      ...changes,
      fetchReceipts: async ({ http }) => {
        await http.get(url);
        return { receipts: [] };
      },
    }).host.fetchReceipts('acme', CALL, WINDOW);

  test.each([
    'https://evil.example/',
    'http://acme.example/',
    'https://acme.example:8443/',
    'https://acme.example.evil.example/',
  ])('%s is not declared: refused before anything is sent', async (url) => {
    await expect(calling(url)).rejects.toMatchObject({
      kind: 'broken',
      message: expect.stringContaining('没有声明'),
    });
  });

  test('a declared one is called', async () => {
    await expect(calling('https://declared.invalid/', { hosts: ['declared.invalid'] })).rejects.toMatchObject(
      {
        kind: 'unreachable',
      },
    );
  });
});

describe('failures', () => {
  const failing = (error: unknown) =>
    setUp({ fetchReceipts: () => Promise.reject(error) }).host.fetchReceipts('acme', CALL, WINDOW);

  test('fields that the form has not, and waits without measure, are set right', async () => {
    const wrong = new PlatformError('wrongPassword', words('no'), { fields: ['password', 'pin'] });
    await expect(failing(wrong)).rejects.toMatchObject({ kind: 'wrongPassword', fields: ['password'] });
    for (const [retryAfterMs, kept] of [
      [1e12, 3_600_000],
      [-5, 1_000],
      [Number.NaN, 1_000],
    ] as const) {
      const fast = new PlatformError('tooFast', words('slow'), { retryAfterMs });
      await expect(failing(fast)).rejects.toMatchObject({ kind: 'tooFast', retryAfterMs: kept });
    }
  });

  test('words without end are cut, words of no kind do no harm', async () => {
    await expect(failing(new PlatformError('broken', words('x'.repeat(5_000))))).rejects.toMatchObject({
      message: 'x'.repeat(300),
    });
    const strange = Object.assign(new PlatformError('blocked', words('no')), { words: null, fields: 7 });
    await expect(failing(strange)).rejects.toMatchObject({ kind: 'blocked', fields: [] });
  });

  test('the session in an error is not among what a log writes', async () => {
    const error = new PlatformError('broken', words('no'), { session: { token: 'secret' } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(Object.keys(error)).not.toContain('session');
    expect(error.session).toEqual({ token: 'secret' });
  });
});

test.each([
  ['no code', { reference: 'b', closesAt: NOW }],
  ['two codes', { reference: 'b', closesAt: NOW, content: 'x', picture: 'https://a.example/p' }],
  ['no reference', { content: 'x', closesAt: NOW }],
  ['a script as a picture', { reference: 'b', closesAt: NOW, picture: 'javascript:alert(1)' }],
  ['an end long after the order’s', { reference: 'b', content: 'x', closesAt: NOW + 3_600_000 }],
])('a bill with %s: broken, and closed again', async (_, bill) => {
  const closed: string[] = [];
  const { host } = setUp({
    openBill: async (_context, _order, created) => {
      await created('b-1');
      return bill as never;
    },
    closeBill: async (_context, reference) => {
      closed.push(reference);
    },
  });
  const order = {
    tradeNo: '1',
    amountFen: 100,
    payType: 'wxpay' as const,
    title: 't',
    closesAt: NOW + 300_000,
  };
  await expect(host.openBill('acme', CALL, order)).rejects.toMatchObject({ kind: 'broken' });
  expect(closed).toEqual(['b-1']);
});

async function startCookieServer(name: string) {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(req.headers.cookie ?? '');
    res.writeHead(200, { 'set-cookie': `${name}=from-${name}; Path=/` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
