import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import net, { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createOutbound,
  type Lookup,
  type OutboundCause,
  OutboundError,
  type OutboundOptions,
} from '../../src/shared/outbound.ts';
import { type FakeShop, startFakeShop } from '../support/fake-shop.ts';
import { inChinese } from '../support/in-chinese.ts';

let shop: FakeShop;
beforeAll(async () => {
  shop = await startFakeShop();
});
afterAll(() => shop.close());
afterEach(() => {
  vi.restoreAllMocks();
  shop.received.length = 0;
  shop.answer = {};
  shop.answers.clear();
});

/** Names of the test's own; what isn't listed isn't found. Answers are used up one by one, the last one stays. */
function names(table: Record<string, string[][]>): Lookup & { asked: string[] } {
  const asked: string[] = [];
  const lookup = async (hostname: string) => {
    asked.push(hostname);
    const answers = table[hostname];
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    if (!answer) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    return answer.map((address) => ({ address, family: net.isIP(address) }));
  };
  return Object.assign(lookup, { asked });
}

const guarded = (options: Partial<OutboundOptions> = {}) =>
  createOutbound({ allowPrivate: false, ...options });
const open = (options: Partial<OutboundOptions> = {}) => createOutbound({ allowPrivate: true, ...options });

async function failure(
  work: Promise<unknown>,
): Promise<{ cause: OutboundCause; message: string; words: string }> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OutboundError);
  const { cause, message, saying } = error as OutboundError;
  return { cause, message, words: inChinese(saying) };
}

describe('an answer', () => {
  test('has status, text, head and duration, and the shop sees one GET with the query untouched', async () => {
    shop.answer = { status: 201, body: ' success\n' };
    const answer = await open().get(`${shop.url}/notify?a=1&name=VIP%E4%BC%9A%E5%91%98#top`);
    expect(answer).toMatchObject({
      status: 201,
      bodyText: ' success\n',
      bodyHead: ' success\n',
      location: null,
    });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
    expect(shop.received).toHaveLength(1);
    expect(shop.received[0]).toMatchObject({ method: 'GET', query: 'a=1&name=VIP%E4%BC%9A%E5%91%98' });
  });

  test('keeps the first 512 bytes apart and cuts no character in two', async () => {
    shop.answer = { body: `${'x'.repeat(511)}中文` };
    const answer = await open().get(shop.url);
    expect(answer.bodyHead).toBe('x'.repeat(511));
    expect(answer.bodyText).toBe(`${'x'.repeat(511)}中文`);
  });

  test('with bytes that are no text stays storable', async () => {
    shop.answer = { body: Buffer.from([0x73, 0x00, 0xff, 0xc4, 0xe3]) };
    expect((await open().get(shop.url)).bodyText).toMatch(/^s\ufffd+$/);
  });

  test('that redirects is not followed, be it to a private address or not', async () => {
    shop.answer = { status: 302, headers: { location: 'http://169.254.169.254/latest/' }, body: '' };
    const answer = await open().get(`${shop.url}/notify`);
    expect(answer).toMatchObject({ status: 302, location: 'http://169.254.169.254/latest/' });
    expect(shop.received).toHaveLength(1);
  });

  test('of 10 MB is cut off at the bound and not downloaded', async () => {
    shop.answer = { bodyBytes: 10 * 1024 * 1024 };
    const answer = await open({ maxBytes: 64 * 1024 }).get(shop.url);
    expect(answer.bodyText).toHaveLength(64 * 1024);
    expect(shop.bytesTaken()).toBeLessThan(9 * 1024 * 1024);
    await vi.waitFor(async () => expect(await shop.connections()).toBe(0));
  });

  test('leaves no connection open', async () => {
    const outbound = open();
    await Promise.all(Array.from({ length: 5 }, () => outbound.get(shop.url)));
    await vi.waitFor(async () => expect(await shop.connections()).toBe(0));
  });
});

describe('a private target is refused', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fd00::1]:PORT/',
    'http://100.64.0.1:PORT/',
    'http://169.254.169.254/latest/meta-data/',
  ])('%s', async (url) => {
    const { cause, words } = await failure(guarded().get(url.replace('PORT', String(shop.port))));
    expect(cause).toBe('private_address');
    expect(words).toContain('ALLOW_PRIVATE_NOTIFY');
    expect(shop.received).toHaveLength(0);
  });

  test.each([
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['only private ones', ['10.0.0.1', '192.168.0.1', 'fd00::1']],
  ])('a name that resolves to %s', async (_, answer) => {
    const lookup = names({ 'shop.example': [answer] });
    const { cause } = await failure(guarded({ lookup }).get(`http://shop.example:${shop.port}/`));
    expect(cause).toBe('private_address');
    expect(shop.received).toHaveLength(0);
  });

  test('but not when the operator has opened them', async () => {
    const lookup = names({ 'shop.example': [['127.0.0.1']] });
    expect((await open({ lookup }).get(`http://shop.example:${shop.port}/`)).status).toBe(200);
    expect(shop.received[0]?.headers.host).toBe(`shop.example:${shop.port}`);
  });
});

describe('what is nobody’s stays closed where the operator has opened his own network', () => {
  test.each([
    'http://169.254.169.254:PORT/latest/meta-data/',
    'http://2852039166:PORT/',
    'http://0xa9.0xfe.0xa9.0xfe:PORT/',
    'http://0251.0376.0251.0376:PORT/',
    'http://[::ffff:169.254.169.254]:PORT/',
    'http://[64:ff9b::169.254.169.254]:PORT/',
    'http://[2002:a9fe:a9fe::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fd00:ec2::254]:PORT/',
    'http://100.100.100.200:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::]:PORT/',
    'http://224.0.0.1:PORT/',
    'http://255.255.255.255:PORT/',
  ])('%s', async (url) => {
    const { cause, words } = await failure(open().get(url.replace('PORT', String(shop.port))));
    expect(cause).toBe('private_address');
    expect(words).not.toContain('ALLOW_PRIVATE_NOTIFY');
    expect(shop.received).toHaveLength(0);
  });

  test.each([['169.254.169.254'], ['fe80::1%eth0'], ['::ffff:169.254.169.254'], ['0.0.0.0']])(
    'a name that resolves to %s',
    async (address) => {
      const lookup = names({ 'shop.example': [[address]] });
      const { cause } = await failure(open({ lookup }).get(`http://shop.example:${shop.port}/`));
      expect(cause).toBe('private_address');
      expect(shop.received).toHaveLength(0);
    },
  );
});

describe('the connection goes to the address that was checked', () => {
  /** Every connection ends at the fake shop; what net would have asked and been told is kept. */
  function watchConnections(): { host: unknown; told: string[] }[] {
    const seen: { host: unknown; told: string[] }[] = [];
    const realConnect = net.connect;
    vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
      const told: string[] = [];
      options.lookup?.(String(options.host), { all: true }, (_error, found) => {
        for (const { address } of found as { address: string }[]) told.push(address);
      });
      seen.push({ host: options.host, told });
      return realConnect({ port: shop.port, host: '127.0.0.1' });
    }) as typeof net.connect);
    return seen;
  }

  test('a name whose answer changes after the check is connected to the first answer', async () => {
    const lookup = names({ 'rebind.example': [['1.2.3.4'], ['127.0.0.1']] });
    const seen = watchConnections();
    await guarded({ lookup }).get(`http://rebind.example:${shop.port}/`);
    expect(lookup.asked).toEqual(['rebind.example']);
    expect(seen).toEqual([{ host: 'rebind.example', told: ['1.2.3.4'] }]);
  });

  test('the next call asks again, checks again and refuses', async () => {
    const lookup = names({ 'rebind.example': [['1.2.3.4'], ['127.0.0.1']] });
    const outbound = guarded({ lookup });
    const seen = watchConnections();
    await outbound.get(`http://rebind.example:${shop.port}/`);
    expect((await failure(outbound.get(`http://rebind.example:${shop.port}/`))).cause).toBe(
      'private_address',
    );
    expect(seen).toHaveLength(1);
  });

  test('private ones among public ones are left out', async () => {
    const lookup = names({ 'mixed.example': [['10.0.0.1', '1.2.3.4', '::1', '2606:4700::1']] });
    const seen = watchConnections();
    await guarded({ lookup }).get(`http://mixed.example:${shop.port}/`);
    expect(seen[0]?.told).toEqual(['1.2.3.4', '2606:4700::1']);
  });
});

describe('what fails is told in plain words', () => {
  test.each([
    ['no URL', 'shop', 'bad_url'],
    ['another scheme', 'ftp://shop.example/', 'bad_url'],
    ['credentials', 'http://a:b@shop.example/', 'bad_url'],
  ])('%s', async (_, url, cause) => {
    expect((await failure(open().get(url))).cause).toBe(cause);
  });

  test('a name that does not exist', async () => {
    const { cause, words } = await failure(
      guarded({ lookup: names({}) }).get('https://gone.example/x?key=1'),
    );
    expect(cause).toBe('dns');
    expect(words).toBe('连不上 gone.example：域名解析失败 (ENOTFOUND)');
  });

  test('a name without addresses', async () => {
    const lookup = names({ 'empty.example': [[]] });
    expect((await failure(guarded({ lookup }).get('https://empty.example/'))).cause).toBe('dns');
  });

  test('nobody listens', async () => {
    const closed = await startFakeShop();
    await closed.close();
    const { cause, message, words } = await failure(open().get(`${closed.url}/notify?sign=abc`));
    expect(cause).toBe('connect');
    expect(words).toContain('拒绝了连接');
    expect(`${words} ${message}`).not.toMatch(/sign|\/notify/);
    expect(message).toMatch(/^cause\.refused .*\(ECONNREFUSED\)/);
  });

  test('the shop cuts the connection', async () => {
    shop.answer = { reset: true };
    expect((await failure(open().get(shop.url))).cause).toBe('broken');
  });

  test('the answer is no HTTP', async () => {
    const server = await listen(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
    expect((await failure(open().get(`http://127.0.0.1:${portOf(server)}/`))).cause).toBe('broken');
    server.close();
  });
});

describe('time is bounded', () => {
  test('when the shop never answers, and its connection is closed', async () => {
    shop.answer = { hang: true };
    const { cause, words } = await failure(open({ timeoutMs: 80 }).get(shop.url));
    expect(cause).toBe('timeout');
    expect(words).toBe(`127.0.0.1:${shop.port} 在 0.08 秒内没有完整回应`);
    await vi.waitFor(async () => expect(await shop.connections()).toBe(0));
  });

  test('when the name server never answers', async () => {
    const lookup = () => new Promise<never>(() => {});
    expect((await failure(open({ timeoutMs: 50, lookup }).get('http://slow.example/'))).cause).toBe(
      'timeout',
    );
  });

  test('when the body drips for ever', async () => {
    const server = await listen(
      createServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
        const drip = setInterval(() => socket.write('s'), 5);
        socket.on('close', () => clearInterval(drip)).on('error', () => {});
      }),
    );
    const url = `http://127.0.0.1:${portOf(server)}/`;
    expect((await failure(open({ timeoutMs: 100 }).get(url))).cause).toBe('timeout');
    await closed(server);
  });

  test('when a TLS server takes the connection and says nothing, which is then closed', async () => {
    const server = await listen(createServer((socket) => socket.on('error', () => {}).resume()));
    const url = `https://127.0.0.1:${portOf(server)}/`;
    expect((await failure(open({ timeoutMs: 80 }).get(url))).cause).toBe('timeout');
    await closed(server);
  });

  test('when the caller stops it', async () => {
    shop.answer = { hang: true };
    const controller = new AbortController();
    const call = failure(open().get(shop.url, { signal: controller.signal }));
    await shop.waitFor(1);
    controller.abort();
    expect((await call).cause).toBe('stopped');
    expect((await failure(open().get(shop.url, { signal: controller.signal }))).cause).toBe('stopped');
  });
});

describe('TLS', () => {
  let dir: string;
  let tls: Server;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'mpay-tls-'));
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const subject = ['-subj', '/CN=shop.example', '-addext', 'subjectAltName=DNS:shop.example'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    tls = await listen(
      createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_req, res) =>
        res.end('success'),
      ),
    );
  });
  afterAll(async () => {
    await closed(tls);
    rmSync(dir, { recursive: true });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const lookup = names({ 'shop.example': [['127.0.0.1']] });
    const { cause, words } = await failure(
      open({ lookup }).get(`https://shop.example:${portOf(tls)}/notify`),
    );
    expect(cause).toBe('tls');
    expect(words).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

function listen<T extends Server>(server: T): Promise<T> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Resolves when every connection has ended, which is what the tests want to see. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
