import express from 'express';
import { expect, test } from 'vitest';
import { clientIp } from '../../src/shared/http.ts';
import { sharesAddress, trustedProxy, untrustedProxyOf } from '../../src/web/index.ts';
import { listen } from '../support/visitor.ts';

/** What an app with this setting makes of a request whose nearest peer has the address. */
async function seen(setting: number | boolean | string, peer: string, headers: Record<string, string>) {
  const app = express();
  app.set('trust proxy', trustedProxy(setting));
  app.use((req, _res, next) => {
    Object.defineProperty(req.socket, 'remoteAddress', { value: peer });
    next();
  });
  app.get('/', (req, res) => {
    res.json({
      ip: clientIp(req),
      protocol: req.protocol,
      untrusted: untrustedProxyOf(req),
      shared: sharesAddress(req),
    });
  });
  const site = await listen(app);
  try {
    return await (await fetch(site.url, { headers })).json();
  } finally {
    await site.close();
  }
}

const claimed = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' };

test.each([
  ...['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '172.17.0.1', '192.168.0.2', '::ffff:10.0.0.1'],
  ...['fd12::1', 'fe80::1%eth0', '169.254.1.1', '100.64.0.1'],
])('TRUST_PROXY=1 believes a proxy at %s', async (peer) => {
  expect(await seen(1, peer, claimed)).toMatchObject({
    ip: '198.51.100.9',
    protocol: 'https',
    untrusted: null,
  });
});

test.each(['1.2.3.4', '203.0.113.5', '::ffff:1.2.3.4', '2400:3200::1', '172.32.0.1', '100.128.0.1'])(
  'TRUST_PROXY=1 believes nothing that a stranger at %s says of himself',
  async (peer) => {
    const ip = peer.replace('::ffff:', '');
    expect(await seen(1, peer, claimed)).toMatchObject({ ip, protocol: 'http', untrusted: peer });
  },
);

test('an address is shared where a proxy that we were not told of has it, public or not', async () => {
  const shared = async (setting: number | boolean | string, peer: string, headers = {}) =>
    (await seen(setting, peer, headers)).shared;
  expect(await shared(false, '127.0.0.1')).toBe(true);
  expect(await shared(false, '1.2.3.4')).toBe(false);
  // A CDN that connects directly, or somebody who says so of himself: he only gets in line.
  expect(await shared(false, '1.2.3.4', claimed)).toBe(true);
  expect(await shared(1, '1.2.3.4', claimed)).toBe(true);
  expect(await shared(1, '10.0.0.1', claimed)).toBe(false);
});

test('with two proxies the farther one may have a public address; what is before it stays a claim', async () => {
  const headers = { 'x-forwarded-for': '6.6.6.6, 198.51.100.9, 104.16.0.1' };
  expect((await seen(2, '10.0.0.2', headers)).ip).toBe('198.51.100.9');
  expect((await seen(2, '104.16.0.1', headers)).ip).toBe('104.16.0.1');
});

test('networks that are named are believed as before, public ones too', async () => {
  expect((await seen('203.0.113.0/24, loopback', '203.0.113.5', claimed)).ip).toBe('198.51.100.9');
  expect(await seen(false, '127.0.0.1', claimed)).toMatchObject({
    ip: '127.0.0.1',
    protocol: 'http',
    untrusted: '127.0.0.1',
  });
});
