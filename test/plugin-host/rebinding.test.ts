import net from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPluginHost } from '../../src/plugin-host/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { buildPlatform, registryOf } from './build-platform.ts';

/** What each name resolves to, look by look; the last one stays. */
const names = vi.hoisted(() => ({ answers: new Map<string, string[]>() }));

vi.mock('node:dns', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:dns')>();
  const lookup = (hostname: string, _options: unknown, done: (...found: unknown[]) => void): void => {
    const known = names.answers.get(hostname) ?? [];
    const address = (known.length > 1 ? known.shift() : known[0]) ?? '';
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
  return { ...real, lookup, default: { ...real, lookup } };
});

const NOW = Date.UTC(2025, 2, 1, 8);
const HOST = 'rebind.acme.cn';
/** Somewhere in the public internet; nothing is sent there. */
const PUBLIC = '8.8.4.4';

/** No connection is made: to which addresses each would have been, as node:net is told them. */
function watchConnections(): string[][] {
  const told: string[][] = [];
  const instead = (options: net.TcpNetConnectOpts) => {
    const socket = new net.Socket();
    options.lookup?.(String(options.host), { all: true }, (error, found) => {
      told.push(error ? [] : (found as { address: string }[]).map(({ address }) => address));
      const nobody = Object.assign(new Error('nobody is there'), { code: 'ECONNREFUSED' });
      setImmediate(() => socket.destroy(error ?? nobody));
    });
    return socket;
  };
  vi.spyOn(tls, 'connect').mockImplementation(instead as unknown as typeof tls.connect);
  vi.spyOn(net, 'connect').mockImplementation(instead as unknown as typeof net.connect);
  return told;
}

describe('a plugin’s declared host whose name leads to a public address first, and elsewhere then', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    names.answers.clear();
  });

  async function askTwice(allowPrivate: boolean): Promise<(string | undefined)[]> {
    const platform = buildPlatform({
      ...{ hosts: [HOST], publicOnly: true, login: { keys: async () => {} } },
      async fetchReceipts(context) {
        await context.http.get(`https://${HOST}/`);
        return { receipts: [] };
      },
    });
    const host = createPluginHost({ registry: registryOf(platform), log: captureLog().log, allowPrivate });
    const call = { settings: { username: 'shop', password: 'secret' }, session: null, now: NOW };
    const kinds: (string | undefined)[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const asking = host.fetchReceipts('acme', call, { from: NOW - 1, to: NOW });
      kinds.push(
        await asking.then(
          () => 'answered',
          (error: { kind?: string }) => error.kind,
        ),
      );
    }
    await host.close();
    return kinds;
  }

  test.each([
    '127.0.0.1',
    '10.0.0.7',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::1',
  ])('%s: it is looked at each time, and not connected to', async (address) => {
    names.answers.set(HOST, [PUBLIC, address]);
    const told = watchConnections();
    expect(await askTwice(false)).toEqual(['unreachable', 'unreachable']);
    expect(told).toEqual([[PUBLIC], []]);
  });

  test('where its owner allowed his own network it may lead there, but to no link-local address', async () => {
    names.answers.set(HOST, [PUBLIC, '10.0.0.7']);
    const told = watchConnections();
    await askTwice(true);
    names.answers.set(HOST, [PUBLIC, '169.254.169.254']);
    await askTwice(true);
    expect(told).toEqual([[PUBLIC], ['10.0.0.7'], [PUBLIC], []]);
  });
});
