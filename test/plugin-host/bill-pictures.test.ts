import qrcode from 'qrcode';
import { MockAgent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PolledPlatform } from '../../src/plugin-api/index.ts';
import { callableAddresses, publicAddresses } from '../../src/plugin-host/callable-addresses.ts';
import { createPluginHost, createRegistry } from '../../src/plugin-host/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { buildPlatform } from './build-platform.ts';

const NOW = Date.UTC(2026, 2, 1, 4);
const ORDER = {
  ...{ tradeNo: '1', amountFen: 100, payType: 'wxpay' as const, title: 't' },
  closesAt: NOW + 300_000,
};
const CALL = { settings: {}, session: null, now: NOW };
const CONTENT = 'https://pay.example/b/1';

/** A platform at api.acme.example that has set a cookie, and whose bills' pictures lie where it likes. */
async function setUp(picture: string, changes: Partial<PolledPlatform> = {}) {
  const network = new MockAgent();
  network.disableNetConnect();
  const seen: Record<string, string>[] = [];
  const png = await qrcode.toBuffer(CONTENT, { margin: 4, scale: 6 });
  network
    .get('https://api.acme.example')
    .intercept({ path: '/login' })
    .reply(200, '', { headers: { 'set-cookie': 'sid=secret; Path=/' } });
  if (URL.canParse(picture))
    network
      .get(new URL(picture).origin)
      .intercept({ path: '/b.png' })
      .reply((asked) => {
        seen.push(asked.headers as Record<string, string>);
        return { statusCode: 200, data: png };
      });
  const closed: string[] = [];
  const platform = buildPlatform({
    hosts: ['api.acme.example'],
    login: {
      async password({ http }) {
        await http.get('https://api.acme.example/login');
        return { done: 'in' };
      },
    },
    async openBill(_context, _order, created) {
      await created('b-1');
      return { picture, reference: 'b-1', closesAt: NOW };
    },
    async closeBill(_context, reference) {
      closed.push(reference);
    },
    ...changes,
  });
  const registry = createRegistry([{ folder: 'acme', source: 'built-in', platform, problem: null }]);
  const host = createPluginHost({ registry, log: captureLog().log, dispatcher: network });
  onTestFinished(() => host.close());
  return { host, seen, closed };
}

describe('the picture of a bill', () => {
  test('at the platform’s own host it is fetched as everything there', async () => {
    const { host, seen } = await setUp('https://api.acme.example/b.png', { picturesAnywhere: true });
    expect((await host.openBill('acme', CALL, ORDER)).bill.content).toBe(CONTENT);
    expect(seen).toEqual([expect.objectContaining({ cookie: 'sid=secret' })]);
  });

  test('elsewhere it is fetched where the platform declares that, without cookies', async () => {
    const { host, seen } = await setUp('https://files.example/b.png', { picturesAnywhere: true });
    expect((await host.openBill('acme', CALL, ORDER)).bill.content).toBe(CONTENT);
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toContain('secret');
  });

  test.each([
    ['elsewhere, undeclared', 'https://files.example/b.png', false],
    ['without TLS', 'http://files.example/b.png', true],
    ['in the owner’s network', 'https://192.168.1.1/b.png', true],
    ['on this machine', 'https://127.0.0.1/b.png', true],
    ['where a cloud tells of the machine', 'https://169.254.169.254/b.png', true],
  ])('%s: it is not fetched, and the bill is closed', async (_, picture, picturesAnywhere) => {
    const { host, seen, closed } = await setUp(picture, { picturesAnywhere });
    await expect(host.openBill('acme', CALL, ORDER)).rejects.toMatchObject({ kind: 'broken' });
    expect(seen).toEqual([]);
    expect(closed).toEqual(['b-1']);
  });

  test('a name of this machine is nobody’s public address', async () => {
    const found = (lookup: typeof publicAddresses) =>
      new Promise((resolve) => {
        lookup('127.0.0.1', { all: true }, (error, addresses) => resolve(error ?? addresses));
      });
    expect(await found(publicAddresses)).toMatchObject({ code: 'ENOTFOUND' });
    expect(await found(callableAddresses)).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });
});

describe('the number of a bill that was just made', () => {
  test('is written down before the platform is asked for more', async () => {
    const steps: string[] = [];
    const { host } = await setUp('', {
      async openBill(_context, _order, created) {
        await created('b-1');
        steps.push('asked for more');
        return { content: 'x', reference: 'b-1', closesAt: NOW };
      },
    });
    await host.openBill('acme', CALL, ORDER, {
      async begun(reference) {
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`written ${reference}`);
      },
    });
    expect(steps).toEqual(['written b-1', 'asked for more']);
  });

  test.each(['waits', 'does not wait'])(
    'can’t be written down: the bill is closed where the plugin waits for that, and nothing falls where it %s',
    async (how) => {
      const { host, closed } = await setUp('', {
        async openBill(_context, _order, created) {
          const written = created('b-1');
          if (how === 'waits') await written;
          return { content: 'x', reference: 'b-1', closesAt: NOW };
        },
      });
      const begun = () => Promise.reject(new Error('disk full'));
      const opening = host.openBill('acme', CALL, ORDER, { begun });
      if (how === 'waits') await expect(opening).rejects.toMatchObject({ kind: 'broken' });
      else await opening;
      expect(closed).toEqual(how === 'waits' ? ['b-1'] : []);
    },
  );
});

test('which accounts have bills made is for the platform to say, by their settings and its defaults', async () => {
  const way = {
    ...{
      key: 'way',
      type: 'select' as const,
      required: true,
      label: { zh: '方式', en: 'Way' },
      default: 'bill',
    },
    options: ['bill', 'plate'].map((value) => ({ value, label: { zh: value, en: value } })),
  };
  const { host } = await setUp('', { settings: [way], makesBills: (settings) => settings.way === 'bill' });
  expect(host.makesBills('acme', {})).toBe(true);
  expect(host.makesBills('acme', { way: 'plate' })).toBe(false);
  expect((await setUp('')).host.makesBills('acme', {})).toBe(true);
  const { openBill: _, closeBill: __, ...plain } = buildPlatform();
  const registry = createRegistry([{ folder: 'acme', source: 'built-in', platform: plain, problem: null }]);
  expect(createPluginHost({ registry, log: captureLog().log }).makesBills('acme', {})).toBe(false);
});
