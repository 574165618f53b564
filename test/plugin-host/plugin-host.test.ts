import { expect, onTestFinished, test } from 'vitest';
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
