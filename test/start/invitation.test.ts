import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { invitation, wizardAddresses } from '../../src/invitation.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('the addresses to open', () => {
  const own = ['192.168.1.5', '10.0.0.3', '172.17.0.1', '172.18.0.1'];

  test.each([
    [
      { publicUrl: '', host: '0.0.0.0', port: 8080 },
      ['localhost', '192.168.1.5', '10.0.0.3', '172.17.0.1'].map((one) => `http://${one}:8080/install`),
    ],
    [{ publicUrl: '', host: '127.0.0.1', port: 9000 }, ['http://127.0.0.1:9000/install']],
    [{ publicUrl: '', host: '::1', port: 9000 }, ['http://[::1]:9000/install']],
    [
      { publicUrl: 'https://pay.example.com', host: '0.0.0.0', port: 8080 },
      ['https://pay.example.com/install'],
    ],
  ])('%o', (place, addresses) => {
    expect(wizardAddresses(place, own)).toEqual(addresses);
  });

  test('the code has a line of its own, and both languages say what to do with it', () => {
    const lines = invitation('ABCD-EFGH-JKMN', { publicUrl: '', host: '127.0.0.1', port: 1 }).split('\n');
    expect(lines.filter((line) => line.includes('ABCD-EFGH-JKMN'))).toEqual([
      '    安装码 set-up code:  ABCD-EFGH-JKMN',
    ]);
    expect(lines.join('\n')).toMatch(/填入安装码[\s\S]*enter the set-up code/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(110);
  });
});

describe('a server that is not installed', () => {
  let place: TestDatabase;
  afterEach(() => place.close());

  test.each(['silent', 'fatal', 'debug'])(
    'LOG_LEVEL=%s, its output going to a file: address and code are there in plain words',
    async (level) => {
      place = await openTestDatabase('sqlite', { migrated: false });
      const child = spawn(process.execPath, [join(projectRoot, 'dist/src/main.js')], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          HOST: '127.0.0.1',
          DATA_DIR: place.dataDir,
          LOG_LEVEL: level,
        },
      });
      try {
        let output = '';
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding('utf8').on('data', (text: string) => {
            output += text;
          });
        }
        await until('the code is printed', () => /set-up code: .*-.*-/.test(output), 30_000);
        const plain = output.split('\n').filter((line) => !line.startsWith('{'));
        const code = plain
          .join('\n')
          .match(/安装码 set-up code: +([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})$/m)?.[1];
        const address = plain.join('\n').match(/打开 open: +(http:\S+)$/m)?.[1];
        const answer = await fetch(String(address), {
          ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ code: String(code) }) },
        });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, '/install/database']);
      } finally {
        child.kill('SIGKILL');
      }
    },
  );
});
