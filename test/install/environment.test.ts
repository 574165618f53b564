import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkEnvironment, type EnvironmentFacts, gatherFacts } from '../../src/install/environment.ts';
import { loadConfig } from '../../src/shared/config.ts';

const good: EnvironmentFacts = {
  nodeVersion: '20.19.0',
  dataDir: '/srv/mpay',
  dataDirProblem: undefined,
  freeBytes: 20 * 1024 ** 3,
  keyFile: '/srv/mpay/app.key',
  now: Date.parse('2026-03-01T00:00:00Z'),
  time: '2026-03-01 08:00:00 Asia/Shanghai',
};
const results = (facts: Partial<EnvironmentFacts>) =>
  Object.fromEntries(checkEnvironment({ ...good, ...facts }).map((check) => [check.name, check.result]));

test('a machine that is ready passes in everything', () => {
  expect(new Set(Object.values(results({})))).toEqual(new Set(['pass']));
});

test.each([
  ['an old Node.js', { nodeVersion: '20.18.9' }, 'install.checkNode', 'fail'],
  ['an older major version', { nodeVersion: '18.99.0' }, 'install.checkNode', 'fail'],
  ['a newer one', { nodeVersion: '22.1.0' }, 'install.checkNode', 'pass'],
  ['a folder that is read-only', { dataDirProblem: 'EROFS' }, 'install.checkDataDir', 'fail'],
  ['a full disk', { freeBytes: 100 * 1024 ** 2 }, 'install.checkDisk', 'fail'],
  ['little space', { freeBytes: 600 * 1024 ** 2 }, 'install.checkDisk', 'warn'],
  ['unknown space', { freeBytes: undefined }, 'install.checkDisk', 'warn'],
  ['a clock that stands at 1970', { now: 1_000 }, 'install.checkClock', 'fail'],
] as const)('%s', (_what, facts, name, result) => {
  expect(results(facts)[name]).toBe(result);
  const check = checkEnvironment({ ...good, ...facts }).find((one) => one.name === name);
  if (result !== 'pass') expect(check?.advice).toBeDefined();
});

test('the facts of this machine: a generated key is told from a given one', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mpay-test-'));
  try {
    const own = await gatherFacts(loadConfig({ DATA_DIR: dataDir }, '/none'), 0, '');
    expect(own).toMatchObject({ dataDirProblem: undefined, keyFile: join(dataDir, 'app.key') });
    expect(own.freeBytes).toBeGreaterThan(0);
    const given = loadConfig({ DATA_DIR: dataDir, APP_KEY: 'a'.repeat(32) }, '/none');
    expect((await gatherFacts(given, 0, '')).keyFile).toBeUndefined();
    const gone = { ...given, dataDir: join(dataDir, 'gone') };
    expect((await gatherFacts(gone, 0, '')).dataDirProblem).toContain('ENOENT');
    writeFileSync(join(dataDir, 'file'), '');
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
