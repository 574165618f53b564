import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/shared/config.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mpay-test-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const load = (env: Record<string, string>, envFile = '/none') =>
  loadConfig({ DATA_DIR: join(dir, 'data'), ...env }, envFile);

/** What start-up says of these values. */
function problemsOf(env: Record<string, string>, envFile?: string): string[] {
  try {
    load(env, envFile);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('one wrong value: its name, what it is, what it must be, in both languages', () => {
  test.each([
    ['PORT', 'abc', '8080'],
    ['PORT', '99999', '65535'],
    ['PORT', '80.5', '8080'],
    ['PORT', '-1', '8080'],
    ['LOG_LEVEL', 'loud', 'warn'],
    ['TRUST_PROXY', 'maybe', 'loopback'],
    ['TRUST_PROXY', '10.0.0.0/99', '10.0.0.0/8'],
    ['PUBLIC_URL', 'pay.example.com', 'https://pay.example.com'],
    ['PUBLIC_URL', 'https://pay.example.com/mpay', 'https://pay.example.com'],
    ['CASHIER_URL', 'ftp://pay.example.com', 'https://pay.example.com'],
    ['ALLOW_PRIVATE_NOTIFY', 'yes', 'true'],
    ['TZ_DISPLAY', 'Mars/Olympus', 'Asia/Shanghai'],
  ])('%s=%s', (name, value, named) => {
    const [problem = '', ...more] = problemsOf({ [name]: value });
    expect(more).toEqual([]);
    expect(problem.startsWith(`${name}=${value}: `)).toBe(true);
    expect(problem).toContain(named);
    expect(problem).toMatch(/[一-鿿].*\(must be /);
  });

  test.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db.example'],
    ['DATABASE_URL', 'mysql://root:hunter2%@db.example/mpay'],
    ['DATABASE_URL', 'postgres://root:hunter2@db.example/mpay'],
    ['APP_KEY', 'hunter2'],
    ['METRICS_TOKEN', 'hunter2'],
  ])('%s: without its secret (%s)', (name, value) => {
    const [problem = '', ...more] = problemsOf({ [name]: value });
    expect(more).toEqual([]);
    expect(problem.startsWith(`${name}: `)).toBe(true);
    expect(problem).not.toContain('hunter2');
  });
});

test('all wrong values are told at once', () => {
  const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', TZ_DISPLAY: 'x', TRUST_PROXY: 'x' });
  expect(problems.map((problem) => problem.split('=')[0]).sort()).toEqual([
    'LOG_LEVEL',
    'PORT',
    'TRUST_PROXY',
    'TZ_DISPLAY',
  ]);
});

test('a DATA_DIR that is a file, and an .env that is a folder, are named', async () => {
  const file = join(dir, 'file');
  await writeFile(file, '');
  expect(problemsOf({ DATA_DIR: file })).toEqual([expect.stringContaining(file)]);
  expect(problemsOf({}, dir)).toEqual([expect.stringContaining(dir)]);
});

test('the environment wins over .env, and an empty line means that nothing is set', async () => {
  const envFile = join(dir, 'some.env');
  await writeFile(envFile, 'PORT=9001\nHOST=127.0.0.1\nTZ_DISPLAY=\nLOG_LEVEL=\n');
  const config = load({ PORT: '9002' }, envFile);
  expect(config).toMatchObject({
    port: 9002,
    host: '127.0.0.1',
    displayZone: 'Asia/Shanghai',
    logLevel: 'info',
  });
});

test.each([
  ['', false],
  ['false', false],
  ['0', false],
  ['true', 1],
  ['2', 2],
  ['loopback, 10.0.0.0/8, fd00::/8, 192.0.2.7', 'loopback, 10.0.0.0/8, fd00::/8, 192.0.2.7'],
])('TRUST_PROXY=%s is %s to Express', (given, setting) => {
  expect(load({ TRUST_PROXY: given }).trustProxy).toBe(setting);
});

test('without APP_KEY a key is made once, for this user’s eyes only', async () => {
  const first = load({});
  expect(first.appKey).toMatch(/^[0-9a-f]{64}$/);
  expect(load({}).appKey).toBe(first.appKey);
  expect((await stat(join(first.dataDir, 'app.key'))).mode & 0o777).toBe(0o600);
});
