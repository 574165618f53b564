import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tellFields } from '../../src/shared/errors.ts';
import {
  clientIp,
  fieldProblems,
  localPath,
  networkOf,
  readCookie,
  wantsJson,
} from '../../src/shared/http.ts';
import { timeFormatter } from '../../src/web/index.ts';

describe('what is wrong with an input', () => {
  const Form = z.object({
    name: z.string('problem.empty'),
    count: z.coerce.number().int().max(9),
    where: z.object({ ip: z.ipv4() }),
    kind: z.enum(['a', 'b']).default('a'),
    types: z.array(z.enum(['x', 'y'])).default([]),
  });
  const problemsOf = (input: unknown) => fieldProblems(Form.safeParse(input).error as z.ZodError);

  test('every wrong field is named once, with the schema’s own text or the usual one', () => {
    const problems = problemsOf({ count: '30', where: { ip: 'x' }, kind: 'c', types: ['x', 'z', 'w'] });
    expect(tellFields('zh', problems)).toEqual([
      { field: 'name', message: '不能为空' },
      { field: 'count', message: '最大 9' },
      { field: 'where.ip', message: '填写不对' },
      { field: 'kind', message: '只能是 a、b 之一' },
      { field: 'types', message: '只能是 x、y 之一' },
    ]);
  });

  test('the words are those of the language', () => {
    expect(tellFields('en', problemsOf({ count: '30', where: { ip: '1.2.3.4' } }))).toEqual([
      { field: 'name', message: 'is required' },
      { field: 'count', message: '9 at most' },
    ]);
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
