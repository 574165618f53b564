import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Refusal } from '../../src/shared/errors.ts';
import { clientIp, localPath, networkOf, parse, readCookie, wantsJson } from '../../src/shared/http.ts';
import { timeFormatter } from '../../src/web/index.ts';

describe('parsing what came from outside', () => {
  const Form = z.object({
    name: z.string(),
    count: z.coerce.number().int().max(9),
    where: z.object({ ip: z.ipv4() }),
  });

  test('a good input comes out as the schema says', () => {
    const form = parse(Form, { name: 'a', count: '3', where: { ip: '1.2.3.4' }, more: 1 });
    expect(form).toEqual({ name: 'a', count: 3, where: { ip: '1.2.3.4' } });
  });

  test('a bad one is refused with every wrong field named once', () => {
    const refusal = refusalOf(() => parse(Form, { count: '30', where: { ip: 'x' } }));
    expect(refusal).toMatchObject({ code: 'bad_input', status: 400 });
    expect(refusal.fields.map(({ field }) => field)).toEqual(['name', 'count', 'where.ip']);
    expect(refusal.fields[0]?.message).toBe('不能为空');
    expect(refusal.message).toContain('name: 不能为空');
  });

  test('the words are those of the language', () => {
    expect(refusalOf(() => parse(Form, undefined, 'en')).fields[0]?.message).toBe('is required');
  });
});

describe('addresses of callers', () => {
  test('IPv4 comes without its IPv6 dress', () => {
    expect(clientIp({ ip: '::ffff:203.0.113.5', headers: {} })).toBe('203.0.113.5');
    expect(clientIp({ ip: '2001:db8::1', headers: {} })).toBe('2001:db8::1');
    expect(clientIp({ headers: {} })).toBe('');
    expect(clientIp({ ip: 'not an address', headers: {} })).toBe('');
  });

  test.each([
    ['203.0.113.5', '203.0.113.5'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:9:9:9:9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
    ['1:2:3::', '1:2:3:0::/64'],
  ])('%s is counted as %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});

describe('going back', () => {
  test.each(['/console', '/console/orders?state=paid&page=2#top', '/'])('%s stays here', (path) => {
    expect(localPath(path, '/home')).toBe(path);
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    'console',
    '',
    ['/a', '/b'],
    undefined,
  ])('%s does not lead away', (path) => {
    expect(localPath(path, '/home')).toBe('/home');
  });
});

describe('small readers', () => {
  test('a cookie is found by its whole name', () => {
    const req = { headers: { cookie: 'xlang=zh; lang=en; odd; name=%E7%A0%81; bad=%E0' } };
    expect(readCookie(req, 'lang')).toBe('en');
    expect(readCookie(req, 'name')).toBe('码');
    expect(readCookie(req, 'bad')).toBe('%E0');
    expect(readCookie(req, 'odd')).toBeUndefined();
    expect(readCookie({ headers: {} }, 'lang')).toBeUndefined();
  });

  test('browsers get pages, programs and scripts get JSON', () => {
    expect(wantsJson({ headers: { accept: 'text/html,application/xhtml+xml,*/*' } })).toBe(false);
    expect(wantsJson({ headers: { accept: 'application/json' } })).toBe(true);
    expect(wantsJson({ headers: { accept: 'text/html', 'x-partial': 'true' } })).toBe(true);
    expect(wantsJson({ headers: {} })).toBe(false);
  });

  test('times are shown in the zone', () => {
    const show = timeFormatter('Asia/Shanghai');
    expect(show(Date.parse('2025-12-31T16:05:09Z'))).toBe('2026-01-01 00:05:09');
    expect(show(0)).toBe('1970-01-01 08:00:00');
    expect(show(null)).toBe('—');
  });
});

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('it was not refused');
}
