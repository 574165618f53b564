import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../src/shared/paths.ts';

const file = join(projectRoot, 'scripts/check-node.cjs');
const { nodeProblem } = createRequire(import.meta.url)(file) as { nodeProblem(version: string): string };
const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');

describe('an old Node.js', () => {
  test.each(['0.12.18', '4.9.1', '8.17.0', '12.22.12', '16.20.2', '18.20.8', '19.9.0', '20.0.0', '20.18.3'])(
    '%s: said in both languages, with what is needed and where it is',
    (version) => {
      expect(nodeProblem(version)).toMatch(
        new RegExp(
          `^Node\\.js ${version} 太旧.*20\\.19[\\s\\S]*https://[\\s\\S]*${version} is too old.*20\\.19`,
        ),
      );
    },
  );

  test.each(['20.19.0', '20.20.2', '21.0.0', '22.12.0', '24.1.0', '100.0.0'])(
    '%s is new enough',
    (version) => {
      expect(nodeProblem(version)).toBe('');
    },
  );

  test('what is needed is what package.json says', () => {
    const { engines } = JSON.parse(read('package.json'));
    const [, needed = ''] = /^>=([\d.]+)$/.exec(engines.node) ?? [];
    expect(nodeProblem(needed)).toBe('');
    const [major, minor] = needed.split('.').map(Number);
    expect(nodeProblem(`${major}.${Number(minor) - 1}.9`)).not.toBe('');
  });

  test('the check is written as the oldest Node.js reads it', () => {
    const code = read('scripts/check-node.cjs').replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'/gm, "''");
    expect(code).not.toMatch(/\b(const|let|class|import|export|async|await|of)\b|=>|`|\.\.\.|\?\?|\?\.|\*\*/);
    expect(code, 'no comma behind the last argument').not.toMatch(/,\s*\)/);
  });

  test('what users start runs the check before anything else, and parses where there is no top-level await', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const name of ['start', 'cli', 'migrate', 'demo']) {
      expect(scripts[name], name).toMatch(/^node (--require \.\/)?scripts\/check-node\.cjs /);
    }
    for (const name of ['start', 'cli']) {
      const code = read(`scripts/${name}.mjs`);
      const statements = code.split('\n').filter((line) => line !== '' && !line.startsWith('//'));
      expect(statements[0]).toBe("import './check-node.cjs';");
      expect(
        statements.slice(1).every((line) => /^void import\('\.\/[\w-]+\.mjs'\);$/.test(line)),
        code,
      ).toBe(true);
    }
  });

  test('started on one: the words on stderr, exit code 1, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mpay-test-'));
    try {
      const pretend = join(folder, 'pretend.cjs');
      writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', { value: '12.22.12' });");
      for (const entry of ['start.mjs', 'cli.mjs', 'check-node.cjs']) {
        const run = spawnSync(process.execPath, ['--require', pretend, join(projectRoot, 'scripts', entry)], {
          env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data') },
          encoding: 'utf8',
        });
        expect(run, entry).toMatchObject({ status: 1, stdout: '' });
        expect(run.stderr.trim()).toBe(nodeProblem('12.22.12'));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
