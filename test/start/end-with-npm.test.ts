import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/shared/paths.ts';

/** A program as `npm start` runs it: in a shell that does not hand signals on. Says its pid, then what it heard. */
function startUnderShell(event: string) {
  const module = pathToFileURL(`${projectRoot}/scripts/end-with-npm.mjs`).href;
  const program = [
    `import { endWithNpm } from '${module}';`,
    'endWithNpm();',
    `process.on('SIGTERM', () => { console.log('leaves'); process.exit(0); });`,
    'console.log(process.pid);',
    'setTimeout(() => { console.log("stays"); process.exit(0); }, 4_000);',
  ].join('\n');
  const args = ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, program];
  const shell = spawn('sh', args, { env: { ...process.env, npm_lifecycle_event: event } });
  return { shell, lines: createInterface({ input: shell.stdout })[Symbol.asyncIterator]() };
}

test.skipIf(process.platform === 'win32').each([
  ['start', 'leaves'],
  ['dev', 'stays'],
])('when the shell of `npm run %s` is killed, the server %s', async (event, told) => {
  const { shell, lines } = startUnderShell(event);
  expect(Number((await lines.next()).value)).toBeGreaterThan(0);
  shell.kill('SIGTERM');
  await once(shell, 'exit');
  expect((await lines.next()).value).toBe(told);
});
