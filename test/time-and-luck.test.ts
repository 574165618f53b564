import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withoutComments } from './support/without-comments.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The three files that take time and luck from the machine: everything else asks them, so that a simulation can stand in. */
const sources = ['src/shared/clock.ts', 'src/shared/timers.ts', 'src/shared/random.ts'];

/** What would go past them, and what to use instead. */
const forbidden: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(?:set|clear)(?:Timeout|Interval|Immediate)\b/, 'after, every, inNextTurn of shared/timers.ts'],
  [/\btimers\/promises\b|'(?:node:)?timers'/, 'pause, nextTurn of shared/timers.ts'],
  [/\bAbortSignal\s*\.\s*timeout\b/, 'after of shared/timers.ts, and an AbortController'],
  [
    /\bperformance\s*\.\s*now\b|\bprocess\s*\.\s*hrtime\b|\bprocess\s*\.\s*uptime\b|\bperf_hooks\b/,
    'elapsed of shared/timers.ts',
  ],
  [/\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())|(?<![.\w]|new\s)Date\s*\(\s*\)/, 'the clock'],
  [/\bMath\s*\.\s*random\b|\brandom(?:UUID|Int|FillSync|Fill)\b|\bgetRandomValues\b/, 'shared/random.ts'],
  [
    /\{[^}]*\brandomBytes\b[^}]*\}\s*from\s*'(?:node:)?crypto'|\bcrypto\s*\.\s*randomBytes\b/,
    'shared/random.ts',
  ],
];

function faultsIn(code: string): string[] {
  return forbidden.flatMap(([pattern, instead]) => {
    const found = pattern.exec(code);
    return found ? [`${found[0].replace(/\s+/g, ' ').slice(0, 60)}: use ${instead}`] : [];
  });
}

const files = ['src', 'plugins']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((name) => /\.(?:ts|mjs|js)$/.test(name) && !/^plugins\/[^/]+\/test\//.test(name));

test('time and luck come from the three files that a simulation replaces', () => {
  const faults = files
    .filter((file) => !sources.includes(file))
    .flatMap((file) =>
      faultsIn(withoutComments(readFileSync(join(root, file), 'utf8'))).map((fault) => `${file}: ${fault}`),
    );
  expect(faults).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
  for (const file of sources) expect(files).toContain(file);
});

describe('the rule catches', () => {
  test.each([
    'setTimeout(run, 5)',
    'globalThis.setInterval(run, 5)',
    'const wait = setImmediate;',
    "import { setTimeout as pause } from 'node:timers/promises';",
    "import { setTimeout } from 'timers';",
    'AbortSignal.timeout(5)',
    'performance.now()',
    'process.hrtime.bigint()',
    "import { performance } from 'node:perf_hooks';",
    'const now = Date.now;',
    'new Date()',
    'new Date( )',
    'new Date;',
    'const text = Date();',
    'Math.random()',
    "import { randomUUID } from 'node:crypto';",
    "import { createHash, randomBytes as bytes } from 'node:crypto';",
    'crypto.randomUUID()',
    'crypto.getRandomValues(bytes)',
  ])('%s', (code) => {
    expect(faultsIn(code)).not.toEqual([]);
  });

  test.each([
    'new Date(clock.now())',
    'Date.UTC(2026, 1, 1)',
    "import { randomBytes } from '../shared/random.ts';",
    'clock.now()',
    "const kind = { date: 'Date' };",
    'function read(value: Date): number',
  ])('but not %s', (code) => {
    expect(faultsIn(code)).toEqual([]);
  });
});
