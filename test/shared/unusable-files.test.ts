import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inBothBeside } from '../../src/shared/in-both.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { type UnusableFile, unusableFiles } from '../../src/shared/unusable-files.ts';
import { writeFault } from '../../src/shared/write-fault.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mpay-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const told = ({ path, problem }: UnusableFile) => `${path}: ${inBothBeside(problem)}`;

test('a folder that is all right: nothing to say, nothing left behind', () => {
  mkdirSync(join(dir, 'uploads'));
  writeFileSync(join(dir, 'mpay.db'), '');
  expect(unusableFiles(dir, { withDatabase: true })).toEqual([]);
  expect(readdirSync(dir, { recursive: true }).sort()).toEqual(['mpay.db', 'uploads']);
});

test('a folder that can’t take a file, whoever asks', () => {
  symlinkSync('/proc/self', join(dir, 'uploads'));
  expect(unusableFiles(dir, { withDatabase: true }).map(told)).toEqual([
    expect.stringMatching(/uploads: .*[一-鿿].*\(.*\)/),
  ]);
});

/** Rights bind everybody but root; these run as nobody. */
describe.runIf(process.getuid?.() === 0)('as another user', () => {
  const asNobody = (withDatabase = true): string[] => {
    const code = `import { unusableFiles } from '${join(projectRoot, 'src/shared/unusable-files.ts')}';
      console.log(JSON.stringify(unusableFiles(${JSON.stringify(dir)}, { withDatabase: ${withDatabase} })));`;
    const run = spawnSync(
      'setpriv',
      [
        ...['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '--conditions=development'],
        ...['--import', 'tsx', '--input-type=module', '--eval', code],
      ],
      { cwd: projectRoot, encoding: 'utf8' },
    );
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout).map(told);
  };

  test('each file and folder that is somebody else’s is named with the command that mends it', () => {
    chownSync(dir, 65534, 65534);
    for (const name of ['mpay.db', 'mpay.db-wal', 'app.key', 'installed.json', 'database.json']) {
      writeFileSync(join(dir, name), '');
      chmodSync(join(dir, name), 0o600);
    }
    mkdirSync(join(dir, 'uploads'), { mode: 0o755 });
    const problems = asNobody();
    const named = ['uploads', 'mpay.db', 'mpay.db-wal', 'app.key', 'installed.json', 'database.json'];
    expect(problems.map((line) => line.split(':')[0])).toEqual(named.map((name) => join(dir, name)));
    for (const line of problems) expect(line).toMatch(/没有读写权限.*sudo chown -R 65534 .*\(may not be/);
    expect(asNobody(false).some((line) => line.includes('mpay.db'))).toBe(false);
  });

  test('a DATA_DIR that may only be read', () => {
    chmodSync(dir, 0o755);
    expect(asNobody()).toEqual([expect.stringMatching(/没有读写权限/)]);
  });
});

test.each([
  [{ code: 'ENOSPC' }, 'disk_full'],
  [{ code: 'EDQUOT' }, 'disk_full'],
  [{ code: 'SQLITE_FULL' }, 'disk_full'],
  [{ code: 'EROFS' }, 'read_only'],
  [{ code: 'SQLITE_READONLY', message: 'attempt to write a readonly database' }, 'read_only'],
  [{ code: 'ER_OPTION_PREVENTS_STATEMENT' }, 'read_only'],
  [{ code: 'EACCES' }, 'no_right'],
  [{ code: 'ER_TABLEACCESS_DENIED_ERROR' }, 'no_right'],
  [{ code: 'SQLITE_NOTADB' }, 'damaged'],
  [{ code: 'SQLITE_CORRUPT' }, 'damaged'],
  [{ code: 'SQLITE_CANTOPEN' }, 'not_opened'],
  [{ code: 'SQLITE_BUSY' }, 'busy'],
  [{ code: 'ECONNREFUSED' }, 'unreachable'],
  [{ name: 'KnexTimeoutError', message: 'Knex: Timeout acquiring a connection.' }, 'unreachable'],
  [{ code: 'ER_UNKNOWN_STORAGE_ENGINE' }, 'no_transactions'],
  [new Error('something else'), 'unknown'],
  [null, 'unknown'],
])('%o is %s', (error, fault) => {
  expect(writeFault(error)).toBe(fault);
});
