import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCallable, isPublicAddress } from '../../src/shared/private-address.ts';
import { refuseMalformed, refuseNobodys, refuseObviouslyPrivate } from '../../src/shared/shop-address.ts';
import { inChinese } from '../support/in-chinese.ts';

describe('an address is public', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '114.114.114.114',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '223.255.255.255',
    '2400:3200::1',
    '240e:4c:4008::1',
    '2606:4700:4700::1111',
  ])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

const PRIVATE = [
  // loopback, unspecified, private, link-local with the cloud's metadata, carrier-grade NAT
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255'],
  ...['192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255'],
  // multicast, broadcast, reserved, documentation, benchmarks
  ...['224.0.0.1', '239.255.255.255', '255.255.255.255', '240.0.0.1', '192.0.0.1', '192.0.2.1'],
  ...['192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast, documentation
  ...['::', '::1', 'fe80::1', 'febf::1', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1'],
  ...['3fff::1', '100::1', '4000::1', '5f00::1'],
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo; public ones inside as well
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:127.0.0.1'],
  ...['64:ff9b::127.0.0.1', '64:ff9b::808:808', '64:ff9b:1::1', '2002:7f00:1::', '2002:808:808::1'],
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
];

describe('an address is not public', () => {
  test.each([...PRIVATE, '', 'shop.example', '1.1.1.1.', '1.1.1.1:80'])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

/** What an owner may open: his own machine and network. */
const OWN = [
  ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['::1', 'fc00::1', 'fd12:3456::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1'],
];
/** What stays closed whatever was opened: link-local and metadata in their disguises, and what is nobody's. */
const NOBODYS = [
  ...PRIVATE.filter((one) => ![...OWN, '::ffff:8.8.8.8', '::127.0.0.1'].includes(one)),
  ...['169.254.0.1', '169.254.255.255', 'fe80::1%eth0', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe'],
  ...['64:ff9b::169.254.169.254', '2002:a9fe:a9fe::', '::169.254.169.254', '::ffff:0:169.254.169.254'],
  ...['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '192.0.0.192', '::ffff:0.0.0.0'],
];

describe('where the owner opened his own network', () => {
  test.each(OWN)('%s may be called', (address) => {
    expect(isPublicAddress(address)).toBe(false);
    expect(isCallable(address)).toBe(true);
    expect(refuseNobodys(asUrl(address))).toBeNull();
  });

  test.each(NOBODYS)('%s may not', (address) => {
    expect(isCallable(address)).toBe(false);
    if (!address.includes('%')) expect(inChinese(refuseNobodys(asUrl(address)))).toContain('网址指向');
  });

  test.each([
    ['decimal', 'http://2852039166/latest/meta-data'],
    ['octal', 'http://0251.0376.0251.0376/'],
    ['hex', 'http://0xa9fea9fe/'],
    ['hex by parts', 'http://0xa9.0xfe.0xa9.0xfe/'],
    ['short', 'http://169.16689662/'],
    ['full-width digits', 'http://１６９.254.169.254/'],
    ['a trailing dot', 'http://169.254.169.254./'],
    ['a zone', 'http://[fe80::1%25eth0]/'],
    ['zero', 'http://0/'],
  ])('the metadata address in %s may not', (_, url) => {
    expect(refuseNobodys(url)).not.toBeNull();
  });

  test('local names pass: they are looked up when they are called', () => {
    for (const url of ['http://nas.local/n', 'http://localhost/n', 'http://shop/n'])
      expect(refuseNobodys(url)).toBeNull();
  });
});

const asUrl = (address: string) => `http://${address.includes(':') ? `[${address}]` : address}:8080/notify`;

describe('at submission', () => {
  test.each([
    'https://shop.example/notify',
    'http://shop.example:8080/n?x=1#f',
    'https://商店.example/通知',
    'http://1.1.1.1/notify',
    'http://[2606:4700:4700::1111]/notify',
    'https://notlocalhost.example/',
    'https://local.example/',
    'HTTPS://SHOP.EXAMPLE/',
  ])('lets %s pass', (url) => {
    expect(refuseObviouslyPrivate(url)).toBeNull();
  });

  test.each(PRIVATE)('refuses the literal %s', (address) => {
    expect(inChinese(refuseObviouslyPrivate(asUrl(address)))).toContain('网址指向');
  });

  test.each([
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['hex', 'http://0x7f000001/'],
    ['hex by parts', 'http://0x7f.0.0.0x1/'],
    ['short', 'http://127.1/'],
    ['shorter', 'http://0/'],
    ['a trailing dot', 'http://127.0.0.1./'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['ideographic dots', 'http://127。0。0。1/'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['the metadata address in decimal', 'http://2852039166/'],
    ['mapped in long form', 'http://[0:0:0:0:0:ffff:127.0.0.1]/'],
    ['a tab inside', 'http://127.0.\t0.1/'],
    ['backslashes', 'http:\\\\127.0.0.1\\'],
  ])('refuses loopback disguised: %s', (_, url) => {
    expect(inChinese(refuseObviouslyPrivate(url))).toContain('网址指向');
  });

  test.each([
    'http://localhost/',
    'http://LOCALHOST:3000/',
    'http://localhost./',
    'http://shop.localhost/',
    'http://nas.local/',
    'http://metadata.google.internal/',
    'http://box.localdomain/',
    'http://router.home.arpa/',
    'http://redis:6379/',
  ])('refuses the local name in %s', (url) => {
    expect(inChinese(refuseObviouslyPrivate(url))).toContain('名称');
  });

  test.each([
    ['nothing', ''],
    ['words', 'shop.example/notify'],
    ['a path', '/notify'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['gopher', 'gopher://127.0.0.1:6379/_INFO'],
    ['no host', 'http://'],
    ['an impossible number', 'http://256.256.256.256/'],
    ['credentials', 'https://user:pass@shop.example/'],
    ['a user', 'https://shop.example@1.1.1.1/'],
  ])('refuses %s', (_, url) => {
    expect(refuseMalformed(url)).not.toBeNull();
    expect(refuseObviouslyPrivate(url)).toEqual(refuseMalformed(url));
  });

  test('a password is no port, and is not told', () => {
    const refused = refuseMalformed('https://user:secret@shop.example/notify');
    expect(refused).toEqual({ say: 'cause.address.credentials' });
    expect(refuseMalformed('https://user:secret@shop.example:99999/')).toMatchObject({
      with: { port: '99999' },
    });
  });

  test('refuses every number that means 127.0.0.0/8 or 10.0.0.0/8', () => {
    fc.assert(
      fc.property(fc.constantFrom(127, 10), fc.nat(0xffffff), fc.constantFrom(10, 16), (net, rest, radix) => {
        const number = net * 2 ** 24 + rest;
        const host = radix === 16 ? `0x${number.toString(16)}` : String(number);
        expect(refuseObviouslyPrivate(`http://${host}/`)).not.toBeNull();
      }),
    );
  });
});
