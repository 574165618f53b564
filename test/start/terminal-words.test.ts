import { describe, expect, test } from 'vitest';
import { databaseUnusable, migrationFailed } from '../../src/install/explain-database.ts';
import { listenProblem } from '../../src/listen-problem.ts';
import { refuse } from '../../src/shared/errors.ts';
import { inBoth } from '../../src/shared/in-both.ts';
import { terminalWords } from '../../src/terminal-words.ts';

const file = { databaseUrl: '', dataDir: '/d' };

describe('why the product does not start', () => {
  test('is told in both languages, each on a line of its own', () => {
    const busy = Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    expect(terminalWords(databaseUnusable(busy, file))).toBe(
      '数据库文件 /d/mpay.db 正被另一个程序占用。\nThe database file /d/mpay.db is in use by another program.',
    );
  });

  test('a migration that failed: what to do stands around the cause', () => {
    expect(terminalWords(migrationFailed(new Error('odd'), file)).split('\n')).toEqual([
      '数据表没有升级完，排除原因后再启动一次即可接着升级。',
      '数据库文件 /d/mpay.db 用不了（odd）。',
      "The database file /d/mpay.db can't be used (odd).",
      'The tables were not brought up to date: mend the cause and start again, it goes on from where it stopped.',
    ]);
  });

  test('a database server is named without its password', () => {
    const place = { databaseUrl: 'mysql://u:s3cret@h:3306/b', dataDir: '/d' };
    const words = terminalWords(
      databaseUnusable(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), place),
    );
    expect(words).toBe(
      '数据库 mysql://u@h:3306/b 用不了：找不到主机 h。请检查主机名是否写错。\n' +
        "The database mysql://u@h:3306/b can't be used: The host h can’t be found. Check its spelling.",
    );
  });

  test('a missing key has a title above its remedy', () => {
    const [title, ...remedy] = terminalWords(refuse('key_missing', { file: '/d/app.key' })).split('\n');
    expect(title).toBe(
      '这里已经装有 mpay，但它的密钥不见了 (mpay is installed here, but its key is missing):',
    );
    expect(remedy).toEqual([
      expect.stringMatching(/^\/d\/app\.key 不见了。/),
      expect.stringMatching(/^\/d\/app\.key is gone\./),
    ]);
  });
});

test('any other refusal is told in Chinese, and a fault as it is', () => {
  expect(terminalWords(refuse('already_installed'))).toBe('系统已经安装完成，不能再次安装。');
  expect(terminalWords(new Error('odd'))).toBe('odd');
});

test.each([
  [
    'EADDRINUSE',
    8080,
    /端口 8080 已被.*8081。\n看看是谁占用：.*:8080.*\nPort 8080 is taken .*8081\.\nTo see whose it is: .*:8080.*$/,
  ],
  [
    'EADDRINUSE',
    80,
    /端口 80 已被.*8080。\n看看是谁占用：.*\nPort 80 is taken .*8080\.\nTo see whose it is: .*$/,
  ],
  ['EACCES', 80, /没有权限使用端口 80：.*\nPort 80 is not allowed/],
  ['EADDRNOTAVAIL', 80, /^HOST=h 不是.*\nHOST=h is no address/],
  ['EAI_AGAIN', 80, /^HOST=h 不是.*\nHOST=h is no address/],
])('nothing can be served, %s at port %s: why, and what to do', (code, port, words) => {
  const problem = listenProblem(Object.assign(new Error('no'), { code }), { host: 'h', port });
  expect(problem && inBoth(problem)).toMatch(words);
});

test('a cause unknown to us is left to the log', () => {
  expect(listenProblem(Object.assign(new Error('no'), { code: 'EIO' }), { host: 'h', port: 1 })).toBeNull();
});
